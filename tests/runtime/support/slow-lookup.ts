import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';

/** A library that, preloaded, slows the lookup of one name down; or why there is none. */
export type SlowLookup = { readonly library: string; readonly remove: () => void; readonly missing: undefined } | { readonly missing: string };

/** Compiles it. No real resolver is slow on demand without leaving the machine. */
export function compileSlowLookup(): SlowLookup {
  if (process.platform !== 'linux') return { missing: 'it preloads a library, which is done for Linux only' };
  const folder = mkdtempSync(join(tmpdir(), 'slow-lookup-'));
  const library = join(folder, 'slow-lookup.so');
  try {
    execFileSync('cc', ['-shared', '-fPIC', '-o', library, fileURLToPath(new URL('slow-lookup.c', import.meta.url)), '-ldl'], { stdio: 'pipe' });
    return { library, remove: () => rmSync(folder, { recursive: true, force: true }), missing: undefined };
  } catch (error) {
    rmSync(folder, { recursive: true, force: true });
    return { missing: `no C compiler: ${error instanceof Error ? error.message.split('\n')[0] : String(error)}` };
  }
}
