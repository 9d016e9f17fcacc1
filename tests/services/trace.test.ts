/**
 * A trace as others read it: Chrome's DevTools import it as their Performance panel does. (Perfetto's importer is a program of its
 * own, which no package has: what is known to make it drop slices is in tests/runtime/trace.test.ts.)
 */
import { beforeAll, describe, expect, it } from 'vitest';
import { traced } from '../runtime/support/traced.ts';
import { serviceLibrary } from './support/service-library.ts';

/** A slice, with those inside it. */
interface Nested {
  readonly entry: { readonly name: string };
  readonly children: readonly Nested[];
}

/** What is read of the panel's data. */
interface Imported {
  readonly Meta: { readonly traceIsGeneric: boolean; readonly processNames: ReadonlyMap<number, { readonly args: { readonly name: string } }> };
  readonly Renderer: { readonly processes: ReadonlyMap<number, { readonly threads: ReadonlyMap<number, { readonly name: string; readonly tree?: { readonly roots: ReadonlySet<Nested> } }> }> };
}

// It was written for a browser.
Object.assign(globalThis, { window: globalThis, DOMRect: Object });
const { exports, missing } = await serviceLibrary('@paulirish/trace_engine');

const outline = ({ entry, children }: Nested): unknown => (children.length === 0 ? entry.name : { [entry.name]: children.map(outline) });

describe.skipIf(missing !== undefined)(`the importer of Chrome's DevTools${missing === undefined ? '' : ` (skipped: ${missing})`}`, () => {
  let imported: Imported;
  beforeAll(async () => {
    const { events } = await traced();
    const processor = exports.Processor.TraceProcessor.createWithAllHandlers();
    await processor.parse(events, {});
    imported = processor.data as Imported;
  });

  it('takes the trace for one of a program that is no browser, and finds its name', () => {
    expect(imported.Meta.traceIsGeneric).toBe(true);
    expect(imported.Meta.processNames.get(process.pid)?.args.name).toBe('the program');
  });

  it('finds a track for each session, and in it the phases inside the closing inside the time when it was open', () => {
    const tracks = [...(imported.Renderer.processes.get(process.pid)?.threads.values() ?? [])];
    const outlines = tracks.map(({ name, tree }) => [name.replace(/ \(.*/, ''), ...[...(tree?.roots ?? [])].map(outline)]);
    expect(outlines).toEqual([
      ['the pool', { open: [{ closing: ['polite', 'cancel (pass 1)', 'verify'] }] }],
      ['the one that stays', 'left open'],
    ]);
  });
});
