/** Suites of small cases over a mix of clients, after the ideas of other languages' leak checkers. */
import { describe } from 'vitest';
import { ruleNames } from './lint.ts';
import { bad, checkAll, good } from './sample.ts';
import type { Sample, SampleOptions } from './sample.ts';

/** What every case has at its top: clients that close at once, by a promise, by a pool and by a process, and our closers. */
const opening = `
import { connect } from 'node:http2';
import { createServer } from 'node:net';
import Redis from 'ioredis';
import { Curl, Easy, Multi } from 'node-libcurl';
import { Client, Pool } from 'pg';
import puppeteer from 'puppeteer';
import type { Browser } from 'puppeteer';
import { closeAll, closing, safelyCloseClient } from 'safely-close';
import { flush, check, use } from './elsewhere.js';

`.trimStart();

/** The suites ask what leaks, not how a close is best written. */
const defects: SampleOptions = { rules: ruleNames.filter((name) => !name.startsWith('prefer-')) };

/** A case in which nothing is reported, in either mode. */
export const tidy = (title: string, code: string): Sample => good(title, opening + code.trim(), defects);

/** A case with a defect: its markers say where, and in which mode. */
export const leaky = (title: string, code: string): Sample => bad(title, opening + code.trim(), defects);

/** Registers the cases of one theme. */
export function suite(theme: string, cases: readonly Sample[]): void {
  describe(theme, () => {
    checkAll(cases);
  });
}
