#!/usr/bin/env node
// Writes what the three packages bring along as a bill of materials, CycloneDX 1.5, to the standard output: "npm run --silent sbom", or
// "npm run --silent sbom -- rules" for one of them. npm's own leaves out of a workspace what its development needs as well.
// Peers are not in it: those are their users' own.
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { installedWith, locked, placeOf, workspaces } from './licences.mjs';

const root = fileURLToPath(new URL('../', import.meta.url));

const nameOf = (place) => locked(place).name ?? place.slice(place.lastIndexOf('node_modules/') + 'node_modules/'.length);
const addressOf = (place) => `pkg:npm/${nameOf(place).replace('@', '%40')}@${locked(place).version}`;

/** The hash by which npm holds what it unpacks against the registry's; our own packages have none before they are published. */
const hashesOf = ({ integrity }) => (integrity === undefined ? {} : { hashes: [{ alg: 'SHA-512', content: Buffer.from(integrity.replace('sha512-', ''), 'base64').toString('hex') }] });

function componentOf(place) {
  const entry = locked(place);
  return { 'bom-ref': addressOf(place), type: 'library', name: nameOf(place), version: entry.version, purl: addressOf(place), licenses: [{ expression: entry.license }], ...hashesOf(entry) };
}

function needsOf(place) {
  const { dependencies = {}, optionalDependencies = {} } = locked(place);
  return Object.keys({ ...dependencies, ...optionalDependencies }).map((name) => placeOf(name, place)).filter((found) => found !== undefined);
}

/**
 * @param {readonly string[]} folders whose packages it is about
 * @returns {object} the bill: the packages and everything that is installed with them, and what each of those needs
 */
export function billOf(folders) {
  const everywhere = folders.flatMap((folder) => [folder, ...installedWith(folder).map(({ place }) => place)]);
  // One version may stand in several places.
  const places = [...new Map(everywhere.map((place) => [addressOf(place), place])).values()].sort();
  const { name, license } = JSON.parse(readFileSync(join(root, 'package.json'), 'utf8'));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.5',
    version: 1,
    metadata: { component: { 'bom-ref': name, type: 'application', name, licenses: [{ expression: license }] } },
    components: places.map(componentOf),
    dependencies: [{ ref: name, dependsOn: folders.map(addressOf) }, ...places.map((place) => ({ ref: addressOf(place), dependsOn: [...new Set(needsOf(place).map(addressOf))].sort() }))],
  };
}

if (process.argv[1] === fileURLToPath(import.meta.url)) {
  const wanted = process.argv.slice(2);
  const unknown = wanted.filter((folder) => !workspaces.includes(folder));
  if (unknown.length > 0) {
    console.error(`There is no package "${unknown[0]}". Name some of ${workspaces.join(', ')}, or none for all.`);
    process.exitCode = 2;
  } else console.log(JSON.stringify(billOf(wanted.length > 0 ? wanted : workspaces), null, 2));
}
