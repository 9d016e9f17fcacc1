// Reports to Node's test runner: one line for each test and what came of it, without times.
export default async function* outcomes(source) {
  for await (const { type, data } of source) {
    if (type !== 'test:pass' && type !== 'test:fail') continue;
    const result = data.skip !== undefined ? 'skip' : data.todo !== undefined ? 'todo' : type === 'test:pass' ? 'pass' : 'fail';
    const file = data.file === undefined ? '' : data.file.slice(data.file.lastIndexOf('/') + 1);
    yield `@outcome ${result} ${file}: ${'  '.repeat(data.nesting)}${data.name.replaceAll('\n', ' ').replace(/^.*\//u, '')}\n`;
  }
}
