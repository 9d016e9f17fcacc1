// Base classes, super calls, mixins and chained constructors: after the Resource Leak Checker's subclass tests, CA1063, IDISP006/IDISP010 (call base.Dispose) and Infer's inheritance cases.
import { leaky, suite, tidy } from '../support/suite.ts';

suite('inheritance', [
  tidy('a subclass of a catalog class whose close calls super', `
export class Traced extends Curl {
  override close() {
    console.log('closed');
    super.close();
  }
}
`),
  leaky('a subclass of a catalog class, dropped', `
class Traced extends Curl {}

export function run() {
  const curl = new Traced(); // ! require-safe-close
  console.log(curl);
}
`),
  tidy('a subclass of a catalog class, closed', `
class Traced extends Curl {}

export async function run() {
  const curl = new Traced();
  await safelyCloseClient(curl);
}
`),
  leaky("a subclass hides its base's close", `
class Base {
  readonly curl = new Curl();

  async close() {
    await safelyCloseClient(this.curl);
  }
}

export class Derived extends Base {
  override async close() { // ! require-owner-dispose
    console.log('closed');
  }
}
`),
  tidy("a subclass extends its base's close", `
class Base {
  readonly curl = new Curl();

  async close() {
    await safelyCloseClient(this.curl);
  }
}

export class Derived extends Base {
  override async close() {
    console.log('closing');
    await super.close();
  }
}
`),
  leaky("a subclass's own session is not closed by the base", `
class Base {
  readonly curl = new Curl();

  async close() {
    await safelyCloseClient(this.curl);
  }
}

export class Derived extends Base {
  readonly second = new Curl(); // ! require-owner-dispose
}
`),
  tidy("a subclass closes its own session and its base's", `
class Base {
  readonly curl = new Curl();

  async close() {
    await safelyCloseClient(this.curl);
  }
}

export class Derived extends Base {
  readonly second = new Curl();

  override async close() {
    await safelyCloseClient(this.second);
    await super.close();
  }
}
`),
  tidy("the base's dispose calls a hook that the subclass fills", `
abstract class Base {
  async close() {
    await this.release();
  }

  protected abstract release(): Promise<void>;
}

export class Derived extends Base {
  readonly curl = new Curl();

  protected override async release() {
    await safelyCloseClient(this.curl);
  }
}
`),
  tidy('the subclass closes a field that the base fills', `
class Base {
  protected curl = new Curl();

  async close() {
    await safelyCloseClient(this.curl);
  }
}

export class Derived extends Base {
  override async close() {
    await safelyCloseClient(this.curl);
  }
}
`),
  leaky('a session made for super and kept nowhere', `
class Base {
  readonly name: string;

  constructor(curl: Curl) {
    this.name = typeof curl;
  }
}

export class Derived extends Base {
  constructor() {
    super(new Curl()); // ! require-safe-close
  }
}
`),
  tidy('a session made for super, which keeps and closes it', `
class Base {
  readonly curl: Curl;

  constructor(curl: Curl) {
    this.curl = curl;
  }

  async close() {
    await safelyCloseClient(this.curl);
  }
}

export class Derived extends Base {
  constructor() {
    super(new Curl());
  }
}
`),
  leaky('a mixin that keeps a session and does not close it', `
type Constructor = new (...args: any[]) => object;

export function WithCurl<T extends Constructor>(Base: T) {
  return class extends Base {
    readonly curl = new Curl(); // ! require-owner-dispose
  };
}
`),
  tidy('a mixin that closes its session', `
type Constructor = new (...args: any[]) => object;

export function WithCurl<T extends Constructor>(Base: T) {
  return class extends Base {
    readonly curl = new Curl();

    async close() {
      await safelyCloseClient(this.curl);
    }
  };
}
`),
  leaky('an owner class, dropped', `
class Owner {
  readonly curl = new Curl();

  async close() {
    await safelyCloseClient(this.curl);
  }
}

export function run() {
  const owner = new Owner(); // !strict require-safe-close
  console.log(owner);
}
`),
  tidy('an owner class, closed', `
class Owner {
  readonly curl = new Curl();

  async close() {
    await safelyCloseClient(this.curl);
  }
}

export async function run() {
  const owner = new Owner();
  await owner.close();
}
`),
  leaky('an owner of an owner that does not close it', `
class Inner {
  readonly curl = new Curl();

  async close() {
    await safelyCloseClient(this.curl);
  }
}

export class Outer {
  readonly inner = new Inner(); // !strict require-owner-dispose
}
`),
  tidy('an owner of an owner', `
class Inner {
  readonly curl = new Curl();

  async close() {
    await safelyCloseClient(this.curl);
  }
}

export class Outer {
  readonly inner = new Inner();

  async close() {
    await this.inner.close();
  }
}
`),
]);
