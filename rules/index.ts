/**
 * eslint-plugin-safely-close: rules that prove every session is closed on every path.
 */
import type { ESLint, Linter, Rule } from 'eslint';
import { noCloseInCallback } from './no-close-in-callback.ts';
import { noExitWithOpenSession } from './no-exit-with-open-session.ts';
import { noFloatingClose } from './no-floating-close.ts';
import { noInvalidAwaitUsing } from './no-invalid-await-using.ts';
import { noUnsafeCloseOrder } from './no-unsafe-close-order.ts';
import { noUnsettledRequest } from './no-unsettled-request.ts';
import { noUseAfterClose } from './no-use-after-close.ts';
import { preferAwaitUsing } from './prefer-await-using.ts';
import { preferSafeClose } from './prefer-safe-close.ts';
import { requireOwnerDispose } from './require-owner-dispose.ts';
import { requireSafeClose } from './require-safe-close.ts';

/** The rules, by their names without a prefix. */
export const rules: Readonly<Record<string, Rule.RuleModule>> = {
  'no-close-in-callback': noCloseInCallback,
  'no-exit-with-open-session': noExitWithOpenSession,
  'no-floating-close': noFloatingClose,
  'no-invalid-await-using': noInvalidAwaitUsing,
  'no-unsafe-close-order': noUnsafeCloseOrder,
  'no-unsettled-request': noUnsettledRequest,
  'no-use-after-close': noUseAfterClose,
  'prefer-await-using': preferAwaitUsing,
  'prefer-safe-close': preferSafeClose,
  'require-owner-dispose': requireOwnerDispose,
  'require-safe-close': requireSafeClose,
};

type ConfigName = 'recommended' | 'strict' | 'recommended-type-checked' | 'strict-type-checked';

/** The plugin: `defineConfig` takes it under `plugins`, and its configs under `extends`. */
export interface SafelyClosePlugin extends ESLint.Plugin {
  readonly meta: { readonly name: string; readonly version: string; readonly namespace: string };
  readonly rules: Record<string, Rule.RuleModule>;
  readonly configs: Record<ConfigName, Linter.Config>;
}

const namespace = 'safely-close';

/** The plugin itself, with its rules and its configs. */
const plugin: SafelyClosePlugin = {
  meta: { name: 'eslint-plugin-safely-close', version: '0.1.0', namespace },
  rules: { ...rules },
  configs: {
    recommended: configOf('recommended', false),
    strict: configOf('strict', false),
    'recommended-type-checked': configOf('recommended', true),
    'strict-type-checked': configOf('strict', true),
  },
};

for (const config of Object.values(plugin.configs)) config.plugins = { [namespace]: plugin };

/**
 * A config with every rule as an error. It names no `files`, and leaves out what is no JavaScript: beside it, a project may
 * lint JSON or CSS, whose trees these rules must not see.
 */
function configOf(mode: 'recommended' | 'strict', types: boolean): Linter.Config {
  return {
    name: `${namespace}/${mode}${types ? '-type-checked' : ''}`,
    ignores: ['**/*.json', '**/*.json5', '**/*.jsonc', '**/*.css', '**/*.md', '**/*.html'],
    rules: Object.fromEntries(Object.keys(rules).map((name): [string, 'error'] => [`${namespace}/${name}`, 'error'])),
    settings: { [namespace]: { mode, types } },
  };
}

export default plugin;
