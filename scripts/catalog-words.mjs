/** The catalog's data in words, for the table of clients and for the page of each. */

export const code = (text) => `\`${text}\``;
export const exported = (name, library) => (name === 'default' ? `<default of ${library}>` : name);

/** `new Curl()`, `await chromium.launch()`, `pool.connect()`. */
export function madeBy(acquisition, { library }) {
  if (acquisition.by === 'new') return `new ${exported(acquisition.export, library)}()`;
  const call = acquisition.by === 'call' ? `${exported(acquisition.export, library)}()` : `${acquisition.of}#${acquisition.method}()`;
  return acquisition.awaited === true ? `await ${call}` : call;
}

export function holdsFrom({ armedBy, lazyWhen }) {
  const arms = armedBy === 'acquisition' ? ['its making'] : armedBy.map((method) => code(`${method}()`));
  if (lazyWhen === undefined) return arms.join(', ');
  return `${arms.join(', ')}; with ${code(`${lazyWhen.option}: ${String(lazyWhen.value)}`)} from ${lazyWhen.armedBy.map((method) => code(`${method}()`)).join(', ')}`;
}

export function closedBy({ name, manner, settles }) {
  return `${code(`${settles === 'promise' ? 'await ' : ''}${name}()`)} (${manner})`;
}

/** `0.0.0` stands for the first version, whichever that was. */
export const sinceWhen = ({ since }) => (since === 'unknown' ? 'some version' : since === '0.0.0' ? 'the first version' : since);

export function dispose({ nativeDispose }) {
  if (nativeDispose === undefined) return '–';
  const { symbol, bounded } = nativeDispose;
  return `${sinceWhen(nativeDispose)}${symbol === 'dispose' ? ', `using` only' : ''}${bounded ? '' : ', unbounded'}`;
}
