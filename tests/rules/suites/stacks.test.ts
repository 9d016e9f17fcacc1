// Disposable stacks: after Ruff's and Pylint's ExitStack cases, C#'s CompositeDisposable and the proposal's own text.
import { leaky, suite, tidy } from '../support/suite.ts';

suite('stacks', [
  leaky('a stack that nobody disposes', `
export function run() {
  const stack = new AsyncDisposableStack();
  stack.use(closing(new Curl())); // ! require-safe-close
}
`),
  tidy('a stack under await using', `
export async function run() {
  await using stack = new AsyncDisposableStack();
  stack.use(closing(new Curl()));
}
`),
  tidy('a stack disposed in finally', `
export async function run() {
  const stack = new AsyncDisposableStack();
  try {
    stack.use(closing(new Curl()));
  } finally {
    await stack.disposeAsync();
  }
}
`),
  leaky('put on a stack after it was disposed', `
export async function run() {
  const stack = new AsyncDisposableStack();
  await stack.disposeAsync();
  stack.use(closing(new Curl())); // ! require-safe-close
}
`),
  leaky('moved and forgotten', `
export async function run() {
  await using stack = new AsyncDisposableStack();
  stack.use(closing(new Curl())); // ! require-safe-close
  const moved = stack.move();
  console.log(moved);
}
`),
  tidy('moved and disposed', `
export async function run() {
  await using stack = new AsyncDisposableStack();
  stack.use(closing(new Curl()));
  await using moved = stack.move();
  console.log(moved);
}
`),
  tidy('adopted with a closer', `
export async function run() {
  await using stack = new AsyncDisposableStack();
  const curl = stack.adopt(new Curl(), async (adopted) => {
    await safelyCloseClient(adopted);
  });
  console.log(curl);
}
`),
  leaky('adopted with a callback that only logs', `
export async function run() {
  await using stack = new AsyncDisposableStack();
  stack.adopt(new Curl(), (adopted) => { // ! require-safe-close
    console.log(adopted);
  });
}
`),
  leaky('deferred with a callback that closes another', `
export async function run(other: Curl) {
  await using stack = new AsyncDisposableStack();
  const curl = new Curl(); // ! require-safe-close
  console.log(curl);
  stack.defer(async () => {
    await safelyCloseClient(other);
  });
}
`),
  tidy('a synchronous stack with adopt', `
export function run() {
  using stack = new DisposableStack();
  stack.adopt(new Curl(), (curl) => {
    curl.close();
  });
}
`),
  tidy('a stack kept in a field and disposed by the class', `
export class Many {
  readonly #stack = new AsyncDisposableStack();

  open() {
    return this.#stack.use(closing(new Curl()));
  }

  async [Symbol.asyncDispose]() {
    await this.#stack.disposeAsync();
  }
}
`),
  leaky('a stack kept in a field and never disposed', `
export class Many {
  readonly #stack = new AsyncDisposableStack(); // ! require-owner-dispose

  open() {
    this.#stack.use(closing(new Curl()));
  }
}
`),
  tidy('the constructor moves its stack into a field', `
export class Many {
  readonly #stack: AsyncDisposableStack;

  constructor() {
    using guard = new DisposableStack();
    guard.adopt(new Curl(), (curl) => {
      curl.close();
    });
    this.#stack = new AsyncDisposableStack();
    this.#stack.use(guard.move());
  }

  async [Symbol.asyncDispose]() {
    await this.#stack.disposeAsync();
  }
}
`),
  leaky('a stack disposed on one branch', `
export async function run(polite: boolean) {
  const stack = new AsyncDisposableStack();
  stack.use(closing(new Curl())); // ! require-safe-close
  if (polite) await stack.disposeAsync();
}
`),
  tidy('a stack that is returned', `
export function run() {
  const stack = new AsyncDisposableStack();
  stack.use(closing(new Curl()));
  return stack;
}
`),
]);
