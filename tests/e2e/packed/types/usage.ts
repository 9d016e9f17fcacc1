import { defineConfig } from 'eslint/config';
import safelyClose from 'eslint-plugin-safely-close';
import { closeAll, closing, isSessionClosed, safelyCloseClient } from 'safely-close';
import type { CloseReport } from 'safely-close';
import { catalog } from 'safely-close/clients';

class Pump {
  close(): void {}
}

export const libraries: readonly string[] = catalog.map(({ library }) => library);

export async function pump(): Promise<CloseReport> {
  await using scoped = closing(new Pump());
  scoped.close();
  const reports: CloseReport[] = await closeAll([new Pump(), undefined]);
  const [first] = reports;
  if (first !== undefined && first.errors.some((error) => isSessionClosed(error))) return first;
  return safelyCloseClient(new Pump(), { timeoutMs: 100, label: 'pump' });
}

export default defineConfig({
  plugins: { 'safely-close': safelyClose },
  extends: ['safely-close/recommended', safelyClose.configs.strict],
});
