/**
 * Some runners call the hooks that come after a test in the order in which they were named, so those of a setup file come
 * before a test file's own, which close what it has opened. Ours have to come after them.
 */
export function moveToEnd<Hook>(hooks: Hook[], isOurs: (hook: Hook) => boolean): void {
  const ours = hooks.filter(isOurs);
  const others = hooks.filter((hook) => !isOurs(hook));
  hooks.splice(0, hooks.length, ...others, ...ours);
}
