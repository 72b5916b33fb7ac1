import {
  isRecord,
  PolicyFile,
  readPlain,
} from '@internal/plugin-policies-common';
import { inPlace, Language } from './Language';

const TEST = /(^|\/)testdata\/|_test\.(ya?ml|json)$/;
const SCHEMA = /(?:^|\/)_schemas\/(.+\.json)$/;
/** A policy whose text cannot be read: Cerbos tells what is wrong with it. */
const WRITTEN =
  /^[ \t]*["']?apiVersion["']?[ \t]*:[ \t]*["']?api\.cerbos\.dev\//m;
const WITH_RULES = /^[ \t]*["']?rules["']?[ \t]*:/m;
const RULED = ['resourcePolicy', 'principalPolicy', 'rolePolicy'];

/** Whether parsing could find a policy: most files of others are told apart without. */
function mayHoldPolicy({ path, content }: PolicyFile): boolean {
  return /\.(ya?ml|json)$/.test(path) && content.includes('api.cerbos.dev');
}

function policyIn(file: PolicyFile): Record<string, unknown> | undefined {
  const value = mayHoldPolicy(file) ? readPlain(file) : undefined;
  return isRecord(value) && /^api\.cerbos\.dev\//.test(String(value.apiVersion))
    ? value
    : undefined;
}

function speaks(file: PolicyFile): boolean {
  return (
    policyIn(file) !== undefined ||
    (mayHoldPolicy(file) &&
      readPlain(file) === undefined &&
      WRITTEN.test(file.content))
  );
}

function placeOf(file: PolicyFile): string {
  const { path } = file;
  const [, schema] = SCHEMA.exec(path) ?? [];
  if (schema) {
    return `_schemas/${schema}`;
  }
  return speaks(file) && !TEST.test(path) && !path.startsWith('policies/')
    ? `policies/${path}`
    : path;
}

function hasRules(policy: Record<string, unknown>): boolean {
  return (
    policy.disabled !== true &&
    RULED.some(kind => {
      const body = policy[kind];
      return (
        isRecord(body) && Array.isArray(body.rules) && body.rules.length > 0
      );
    })
  );
}

/** Cerbos: policies below `policies/`, schemas in `_schemas/`; what holds rules is a policy of the set. */
export const cerbos: Language = {
  driver: 'cerbos',
  speaks,
  arrange: files => ({
    files: inPlace(files).map(file => ({ ...file, path: placeOf(file) })),
    refused: [],
  }),
  isPolicyFile: file => {
    if (TEST.test(file.path)) {
      return false;
    }
    const policy = policyIn(file);
    return policy
      ? hasRules(policy)
      : speaks(file) && WITH_RULES.test(file.content);
  },
  nothingDecides:
    'No Cerbos policy among the files has rules: import resource, principal or role policies with rules.',
};
