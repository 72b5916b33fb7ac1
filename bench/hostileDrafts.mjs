import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { fromRoot } from '../scripts/processes.mjs';

/* Drafts as a stranger writes them who wants the memory of the machine: each is one rule of a policy. */

const doubled = (start, step, count) =>
  [
    `d0 := ${start}`,
    ...Array.from(
      { length: count },
      (_, index) => `d${index + 1} := ${step(`d${index}`)}`,
    ),
  ].join('\n');

const text = doubled(
  '"0123456789abcdef"',
  one => `concat("", [${one}, ${one}])`,
  28,
);

const rego = {
  'a list of a billion': 'count(numbers.range(1, 1000000000)) > 0',
  'steps of a billion': 'count(numbers.range_step(1, 2000000000, 2)) > 0',
  'long texts':
    'count([s | some i in numbers.range(1, 9000000); s := sprintf("%0300d", [i])]) > 0',
  'texts of a million digits':
    'count([s | some i in numbers.range(1, 9000); s := sprintf("%01000000d", [i])]) > 0',
  'a text that doubles': ['count(d28) > 0', text],
  'letters of a text that doubles': ['count(split(d28, "")) > 0', text],
  'a list that doubles': [
    'count(d30) > 0',
    doubled('[1, 2, 3, 4]', one => `array.concat(${one}, ${one})`, 30),
  ],
  'base64 of base64': [
    'count(d60) > 0',
    doubled(
      '"0123456789"',
      one => `base64.encode(concat("", [${one}, ${one}]))`,
      60,
    ),
  ],
  'every address of a network': 'count(net.cidr_expand("10.0.0.0/6")) > 0',
  'a number of a gigabit': 'bits.lsh(1, 80000000000) > 0',
  'digits of a number': 'count(format_int(bits.lsh(1, 4000000000), 10)) > 0',
  'a set of triples':
    'count({[a, b, c] | some a in numbers.range(1, 500); some b in numbers.range(1, 500); some c in numbers.range(1, 500)}) > 0',
  'an object of objects':
    'count({a: {b: sprintf("%0200d", [b]) | some b in numbers.range(1, 3000)} | some a in numbers.range(1, 3000)}) > 0',
  'laughs in YAML': [
    'count(yaml.unmarshal(laughs)) > 0',
    `laughs := concat("\\n", array.concat(["a0: &a0 [x, x, x, x, x, x, x, x, x]"], [l | some i in numbers.range(1, 12); l := sprintf("a%d: &a%d [*a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d, *a%d]", [i, i, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1, i - 1])]))`,
  ],
  'nested JSON': [
    'json.unmarshal(concat("", [replace(d22, "0123456789abcdef", "[[[["), "1"])) != 1',
    text,
  ],
  'a pattern of patterns':
    'regex.match("((((a{0,30}){0,30}){0,30}){0,30})b", "aaaa")',
  'every match of a text': [
    'count(regex.find_all_string_submatch_n("(.)(.?)(.?)", d26, -1)) > 0',
    text,
  ],
  'a template that loops': [
    'count(strings.render_template("{{range .a}}{{range $.a}}{{range $.a}}{{$.t}}{{end}}{{end}}{{end}}", {"a": numbers.range(1, 900), "t": d8})) > 0',
    text,
  ],
  'terms within terms': `count(${'['.repeat(60_000)}${']'.repeat(60_000)}) > 0`,
  'paths of an object': [
    'count([[p, q] | walk(big, [p, _]); walk(big, [q, _])]) > 0',
    'big := {a: [a, a, a] | some a in numbers.range(1, 90000)}',
  ],
};

/** Sets of files for the playground, by what is wrong with them. */
export function hostileDrafts() {
  const folder = fromRoot('plugins/policies-node/conformance/rego/base');
  const files = readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter(entry => entry.isFile())
    .map(entry => join(entry.parentPath, entry.name))
    .map(path => ({
      path: path.slice(folder.length + 1),
      content: readFileSync(path, 'utf8'),
    }));
  const withRule = (body, more = '') =>
    files.map(file =>
      file.path === 'policies/readers.rego'
        ? {
            ...file,
            content: `package records.readers\n\nallow if {\n\tinput.action.name == "read"\n\t${body}\n}\n\n${more}\n`,
          }
        : file,
    );
  return {
    harmless: withRule('true'),
    hostile: Object.entries(rego).map(([name, rule]) => ({
      name,
      files: withRule(...[rule].flat()),
    })),
  };
}
