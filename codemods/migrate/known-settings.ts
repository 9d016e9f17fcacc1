import { readSettings } from 'eslint-plugin-safely-close/analysis';
import type { AnalysisSettings } from 'eslint-plugin-safely-close/analysis';

const known = new Map<unknown, AnalysisSettings>();

/**
 * Reads the settings once for all files: what is computed from them is remembered by the object.
 *
 * @param raw - As in ESLint's `settings['safely-close']`; `undefined` gives the defaults.
 * @returns The settings, complete; the same object for the same `raw`.
 * @throws {SettingsError} Where a setting is unknown or has the wrong shape.
 * @example
 * const settings = settingsOf({ factories: [{ module: '@acme/lease', name: 'lease', client: 'Curl', awaited: true }] });
 */
export function settingsOf(raw: unknown): AnalysisSettings {
  let settings = known.get(raw);
  if (settings === undefined) {
    settings = readSettings(raw);
    known.set(raw, settings);
  }
  return settings;
}
