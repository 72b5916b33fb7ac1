import { BracketAwareCsvParser } from 'casbin';
import { Diagnostic, PolicyFile } from '@internal/plugin-policies-common';
import { INEXACT_HELP } from '@internal/plugin-policies-common/json';
import { PolicyBundle } from '@internal/plugin-policies-node/worker';
import { Rule } from './artifact';
import { checkExpression } from './checkExpression';
import { defaultPolicyFile } from './files';
import {
  checkPattern,
  GO_HELP,
  goDifferences,
  PatternCheck,
  patternUses,
} from './goDifferences';
import { parseExpression } from './parseExpression';
import { isRounded, NumberUses, numberUses } from './numberUses';
import { problem } from './problem';
import { CasbinModel } from './readModel';
import { writeCondition } from './writeExpression';

const MAX_ROWS = 20_000;
/** Past so many errors the rest of the files is not read. */
const MAX_ERRORS = 1_000;

type Report = (
  message: string,
  help: string,
  severity?: Diagnostic['severity'],
) => void;

/** Rules and roles of a set, with what is wrong with them. */
export interface CasbinRows {
  rules: Rule[];
  /** Rows of role definitions: the name, then its fields. */
  roles: string[][];
  diagnostics: Diagnostic[];
}

/** Reads every CSV file of a set: rules from the files of policies, roles from any. */
export function readRows(bundle: PolicyBundle, model: CasbinModel): CasbinRows {
  const read: CasbinRows = { rules: [], roles: [], diagnostics: [] };
  const seen = new Map<string, string>();
  const found = { errors: 0 };
  const isFull = () =>
    found.errors > MAX_ERRORS ||
    read.rules.length + read.roles.length > MAX_ROWS;
  const parser = new BracketAwareCsvParser();
  const uses = numberUses(model.matcher);
  const policyOf = new Map(
    bundle.manifest.spec.policies.flatMap(policy =>
      (policy.files ?? [defaultPolicyFile(policy.name)]).map(path => [
        path,
        policy,
      ]),
    ),
  );
  for (const file of bundle.files.filter(({ path }) => path.endsWith('.csv'))) {
    const policy = policyOf.get(file.path);
    const before = read.rules.length;
    file.content.split(/\r?\n/).forEach((text, index) => {
      if (isFull()) {
        return;
      }
      const line = index + 1;
      const report = (
        message: string,
        help: string,
        severity: Diagnostic['severity'] = 'error',
      ) => {
        found.errors += severity === 'error' ? 1 : 0;
        read.diagnostics.push({
          ...problem(file.path, line, message, help),
          severity,
        });
      };
      const [kind, ...values] = parseLine(parser, text, report) ?? [];
      if (kind === undefined) {
        return;
      }
      const key = JSON.stringify([kind, ...values]);
      const place = `${file.path}:${line}`;
      if (seen.has(key)) {
        report(
          `this row stands in '${seen.get(key)}' too`,
          'Keep one of the two.',
        );
        return;
      }
      seen.set(key, place);
      if (Object.hasOwn(model.roles, kind)) {
        if (values.length !== model.roles[kind]) {
          report(
            `'${kind}' has ${values.length} fields, but the model wants ${model.roles[kind]}`,
            `Write "${kind}" and ${model.roles[kind]} fields.`,
          );
        }
        read.roles.push([kind, ...values]);
      } else if (kind !== 'p') {
        report(
          `'${kind}' is no kind of row of this model`,
          `Begin the row with 'p' for a rule${Object.keys(model.roles)
            .map(role => `, '${role}' for a role`)
            .join('')}.`,
        );
      } else if (!policy) {
        report(
          `a rule stands in '${file.path}', which is the file of no policy`,
          'Move it to the file of the policy it belongs to; other files hold roles only.',
        );
      } else {
        const sound = checkRule(values, model, uses, report);
        read.rules.push({
          policy: policy.name,
          title: policy.title,
          file: file.path,
          range: {
            startLine: line,
            startColumn: 1,
            endLine: line,
            endColumn: text.length + 1,
          },
          effect: effectOf(values, model),
          values,
          given: sound ? given(values, model) : values,
        });
      }
    });
    if (policy && read.rules.length === before && !isFull()) {
      read.diagnostics.push(emptyFile(file, policy.name));
    }
  }
  if (read.rules.length + read.roles.length > MAX_ROWS) {
    read.diagnostics.push(
      problem(
        'policy-set.yaml',
        undefined,
        `the set has more than ${MAX_ROWS} rows`,
        'Split the set.',
      ),
    );
  }
  return read;
}

function parseLine(
  parser: BracketAwareCsvParser,
  text: string,
  report: (message: string, help: string) => void,
): string[] | undefined {
  try {
    const parsed = parser.parse(text);
    return parsed?.[0].map(value => value.trim());
  } catch (error) {
    report(
      `the row cannot be read: ${(error as Error).message}`,
      'Separate fields by commas, and put a field with commas or brackets in double quotes.',
    );
    return undefined;
  }
}

/** @returns true when the rule can be served */
function checkRule(
  values: string[],
  model: CasbinModel,
  uses: NumberUses,
  report: Report,
): boolean {
  const { policyTokens, roles, tokens } = model;
  const effectIndex = policyTokens.indexOf('eft');
  const least =
    effectIndex >= 0 && effectIndex === policyTokens.length - 1
      ? policyTokens.length - 1
      : policyTokens.length;
  if (values.length < least || values.length > policyTokens.length) {
    report(
      `the rule has ${values.length} fields, but the model wants ${policyTokens.length}`,
      `Write "p, ${policyTokens.join(', ')}".`,
    );
    return false;
  }
  const effect = values[effectIndex];
  if (effect !== undefined && effect !== 'allow' && effect !== 'deny') {
    report(
      `the effect '${effect}' is neither 'allow' nor 'deny'`,
      "Write 'allow' or 'deny'.",
    );
    return false;
  }
  const rounded = values.find((value, index) =>
    isRounded(value, uses.get(`p_${policyTokens[index]}`)),
  );
  if (rounded !== undefined) {
    report(`the number ${rounded} cannot be read exactly`, INEXACT_HELP);
    return false;
  }
  const priority = values[policyTokens.indexOf('priority')];
  if (priority !== undefined && !/^-?\d{1,15}$/.test(priority)) {
    report(
      `the priority '${priority}' is no whole number, so that its place is anybody's guess`,
      'Write a whole number; the lowest comes first.',
    );
    return false;
  }
  for (const { name, token } of model.patterns) {
    const pattern = token && values[policyTokens.indexOf(token)];
    if (!checkedPattern(name, pattern, report)) {
      return false;
    }
  }
  for (const index of conditionColumns(model)) {
    const condition = values[index];
    const wrong = checkExpression(condition, {
      roles,
      requestTokens: tokens.map(({ name }) => name),
    });
    if (wrong !== undefined) {
      report(
        `the condition '${condition}' cannot be used: ${wrong}`,
        'See the functions and tokens in the README of the Casbin driver.',
      );
      return false;
    }
    const tree = parseExpression(condition);
    for (const difference of goDifferences(condition, tree)) {
      report(difference, GO_HELP, 'warning');
    }
    if (
      !patternUses(tree).every(({ name, text }) =>
        checkedPattern(name, text, report),
      )
    ) {
      return false;
    }
  }
  return true;
}

/** @returns false for a pattern that cannot be used */
function checkedPattern(
  name: string,
  pattern: string | undefined,
  report: Report,
): boolean {
  const { error, difference } =
    pattern === undefined ? ({} as PatternCheck) : checkPattern(name, pattern);
  if (error) {
    report(error, 'Fix the pattern.');
  } else if (difference) {
    report(difference, GO_HELP, 'warning');
  }
  return !error;
}

/** Values as Casbin takes them; it puts conditions in place by `String.replace`, where `$` is special. */
function given(values: string[], model: CasbinModel): string[] {
  const conditions = conditionColumns(model);
  return values.map((value, index) =>
    conditions.includes(index)
      ? writeCondition(parseExpression(value)).replace(/\$/g, '$$$$')
      : value,
  );
}

/** Columns that hold a condition: the matcher calls `eval` on them. */
function conditionColumns({
  matcher,
  policyTokens,
}: Pick<CasbinModel, 'matcher' | 'policyTokens'>): number[] {
  return [...matcher.matchAll(/\beval\(\s*p\.(\w+)\s*\)/g)].map(([, token]) =>
    policyTokens.indexOf(token),
  );
}

function effectOf(
  values: string[],
  { policyTokens }: CasbinModel,
): 'permit' | 'forbid' {
  return values[policyTokens.indexOf('eft')] === 'deny' ? 'forbid' : 'permit';
}

function emptyFile({ path }: PolicyFile, policy: string): Diagnostic {
  return problem(
    path,
    undefined,
    `'${path}' holds no rule`,
    `Write a row that begins with "p", or remove '${policy}' from policy-set.yaml.`,
  );
}
