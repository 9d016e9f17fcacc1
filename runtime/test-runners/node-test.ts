/**
 * For Node's own runner: `node --import safely-close/node-test --test`. What a test leaves open is closed after it;
 * `SAFELY_CLOSE_ON_LEFT` or `configure({ onLeft })` say whether that fails the test, warns (the default) or is ignored.
 */
import { createRequire, syncBuiltinESMExports } from 'node:module';
import { install, textAt } from './install.ts';

type Hook = (context: unknown) => void | Promise<void>;
type Register = (hook: Hook, options?: object) => unknown;

const runner = createRequire(import.meta.url)('node:test') as Record<'beforeEach' | 'afterEach' | 'after', Register> & Record<'describe' | 'suite', object>;
let suites = 0;

/**
 * Node calls the hooks that come after all tests in the order in which they were named, so ours would come before those of a
 * test file, which close what it has opened. Each time that a file names one for all of its tests, ours is named again behind it.
 */
function afterAllOfFiles(ours: Hook): void {
  const register = runner.after;
  let latest = 0;
  const registerOurs = (): void => {
    const position = (latest += 1);
    register((context) => (position === latest ? ours(context) : undefined));
  };
  registerOurs();
  runner.after = (hook, options) => {
    const registered = register(hook, options);
    if (suites === 0) registerOurs();
    return registered;
  };
}

/**
 * A test's own `t.after()` comes behind every `afterEach`, in the order in which they were named. What an `afterEach` names
 * there is the last of the test: behind those of its file, its suites and its body.
 */
function lastOfTest(ours: Hook): void {
  runner.afterEach((context) => {
    const test = context as { readonly after?: Register } | undefined;
    if (typeof test?.after !== 'function') return ours(context);
    test.after(() => ours(context));
    return undefined;
  });
}

/** Hooks that are named inside a suite come before those of the file anyway. */
function countingSuites<Describe extends object>(describe: Describe): Describe {
  return new Proxy(describe, {
    apply: (target, self, parameters: unknown[]): unknown => Reflect.apply(target as unknown as () => unknown, self, parameters.map((each) => (typeof each === 'function' ? counted(each) : each))),
    get(target, key) {
      const value: unknown = Reflect.get(target, key);
      return typeof value === 'function' && ['only', 'skip', 'todo'].includes(String(key)) ? countingSuites(value) : value;
    },
  });
}

function counted(body: object): (...parameters: unknown[]) => unknown {
  const call = body as (...parameters: unknown[]) => unknown;
  return function (this: unknown, ...parameters) {
    suites += 1;
    try {
      return Reflect.apply(call, this, parameters);
    } finally {
      suites -= 1;
    }
  };
}

const { beforeEach } = runner;
install({ beforeEach, afterEach: lastOfTest, afterAll: afterAllOfFiles }, (context) => textAt(context, 'fullName') ?? textAt(context, 'name'));
runner.describe = countingSuites(runner.describe);
runner.suite = countingSuites(runner.suite);
syncBuiltinESMExports();
