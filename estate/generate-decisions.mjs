/*
 * Writes a decision log for the example company, one JSON object a line:
 *
 *   node estate/generate-decisions.mjs --count 100000 --seed 7 --days 7 --out decisions.ndjson
 *
 * A line is { time, caller, set, request, decision, policies }; times ascend.
 * The same options over the same estate give the same bytes.
 *
 * For each line a moment, then a caller and a set, then a case of that set and
 * a variant of the case are drawn: generator/traffic.mjs says who asks when,
 * generator/variants.mjs how one case becomes a long tail of requests that all
 * have the decision the case expects. A service that names single policies sends
 * only the actions that those policies decide.
 */
import { once } from 'node:events';
import { createWriteStream, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { finished } from 'node:stream/promises';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { parseAllDocuments } from 'yaml';
import { createRandom, draw, drawRank, hash } from './generator/random.mjs';
import { readSet } from './generator/sets.mjs';
import { createPairs, createSlots, readCallers } from './generator/traffic.mjs';
import { createTemplate } from './generator/variants.mjs';

const estate = dirname(fileURLToPath(import.meta.url));
const DAY = 86_400_000;

function readOptions() {
  const { values } = parseArgs({
    options: {
      count: { type: 'string', default: '100000' },
      seed: { type: 'string', default: '7' },
      days: { type: 'string', default: '7' },
      end: { type: 'string', default: '2026-11-21T00:00:00Z' },
      out: { type: 'string', default: 'decisions.ndjson' },
    },
  });
  const positive = name => {
    const value = Number(values[name]);
    if (Number.isSafeInteger(value) && value > 0) return value;
    throw new Error(
      `--${name} must be a whole number above 0, not "${values[name]}"`,
    );
  };
  const end = values.end === 'now' ? Date.now() : Date.parse(values.end);
  if (Number.isNaN(end)) {
    throw new Error(`--end must be an ISO time or "now", not "${values.end}"`);
  }
  return {
    count: positive('count'),
    seed: positive('seed'),
    start: end - positive('days') * DAY,
    end,
    out: values.out,
  };
}

/** The templates of each set; a set that cannot be read is left out. */
function readTemplates() {
  const templates = new Map();
  for (const folder of readdirSync(join(estate, 'sets')).sort()) {
    try {
      const set = readSet(join(estate, 'sets', folder));
      const salt = hash(templates.size, 0);
      templates.set(
        set.name,
        set.cases.map((item, i) => createTemplate(set, item, hash(i, salt))),
      );
    } catch (error) {
      process.stderr.write(`Left out set "${folder}": ${error.message}\n`);
    }
  }
  return templates;
}

function readComponents() {
  const text = readFileSync(join(estate, 'catalog', 'components.yaml'), 'utf8');
  return parseAllDocuments(text).map(document => document.toJS());
}

function* createLines({ count, seed, start, end }) {
  const random = createRandom(seed);
  const callers = readCallers(readComponents());
  const pairs = createPairs(callers, readTemplates(), random);
  if (pairs.length === 0) {
    throw new Error(`No caller of a set with cases below "${estate}"`);
  }
  for (const slot of createSlots({ pairs, start, end, count, random })) {
    let { time } = slot;
    for (let left = slot.count; left > 0; left--) {
      // The earliest of `left` random moments in the rest of the slot.
      time += (slot.end - time) * (1 - (1 - random()) ** (1 / left));
      const { caller, ...pair } = pairs[draw(slot.cumulative, random)];
      const template = pair.templates[draw(pair.cumulative, random)];
      const request = template.write(drawRank(template.variants, random));
      const moment = new Date(time).toISOString();
      yield `{"time":"${moment}","caller":"component:default/${caller.name}","set":"${caller.set}","request":${request},${template.answer}}\n`;
    }
  }
}

async function main() {
  const options = readOptions();
  const began = Date.now();
  const toFile = options.out !== '-';
  const stream = toFile ? createWriteStream(options.out) : process.stdout;
  stream.on('error', error => {
    // A reader such as `head` may close the pipe early.
    if (error.code === 'EPIPE') process.exit(0);
    fail(error);
  });
  let chunk = '';
  for (const line of createLines(options)) {
    chunk += line;
    if (chunk.length > 65_536) {
      if (!stream.write(chunk)) await once(stream, 'drain');
      chunk = '';
    }
  }
  stream.write(chunk);
  if (toFile) {
    stream.end();
    await finished(stream);
  }
  const seconds = ((Date.now() - began) / 1000).toFixed(1);
  process.stderr.write(`${options.count} decisions in ${seconds} s\n`);
}

function fail(error) {
  process.stderr.write(`${error.message}\n`);
  process.exit(1);
}

main().catch(fail);
