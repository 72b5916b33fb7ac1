import {
  PolicyFile,
  POLICIES_API_VERSION,
  readManifest,
} from '@internal/plugin-policies-common';
import { parseDocument, stringify } from 'yaml';
import { baseOf } from './languages/Language';

/**
 * A `policy-set.yaml` for files that came without one: a policy for each file that must belong to one.
 *
 * @param isPolicyFile - as the engine tells
 */
export function writeManifest(
  files: PolicyFile[],
  isPolicyFile: (file: PolicyFile) => boolean,
  about: {
    set: string;
    title: string;
    domain: string;
    owner: string;
    engine: string;
    resourceType: string;
    runbook?: string;
  },
): string {
  const own = files.filter(isPolicyFile).map(({ path }) => path);
  const used = new Set<string>();
  return stringify({
    apiVersion: POLICIES_API_VERSION,
    kind: 'PolicySet',
    metadata: { name: about.set, title: about.title },
    spec: {
      domain: about.domain,
      owner: about.owner,
      engine: about.engine,
      resourceTypes: [about.resourceType],
      ...(about.runbook ? { runbook: about.runbook } : {}),
      policies: own.length
        ? own.map(path => ({
            name: nameFor(path, used),
            title: titleFor(path),
            files: [path],
          }))
        : [{ name: 'default', title: about.title }],
    },
  });
}

function nameFor(path: string, used: Set<string>): string {
  const plain =
    stemOf(path)
      .toLowerCase()
      .replace(/[^a-z0-9]+/g, '-')
      .replace(/^-+|-+$/g, '')
      .slice(0, 50) || 'policy';
  let name = plain;
  for (let number = 2; used.has(name); number++) {
    name = `${plain}-${number}`;
  }
  used.add(name);
  return name;
}

function titleFor(path: string): string {
  const words =
    stemOf(path)
      .replace(/[-_.]+/g, ' ')
      .trim() || 'Policy';
  return words[0].toUpperCase() + words.slice(1);
}

function stemOf(path: string): string {
  return baseOf(path).replace(/\.[^.]+$/, '');
}

/** A manifest with what the journey says of domain, owner, engine and runbook; comments stay. */
export function withAnswers(
  content: string,
  answers: {
    domain?: string;
    owner?: string;
    engine?: string;
    runbook?: string;
  },
): string {
  if (!readManifest(content).manifest) {
    return content;
  }
  const document = parseDocument(content);
  let changed = false;
  for (const [key, value] of Object.entries(answers)) {
    if (value && document.getIn(['spec', key]) !== value) {
      document.setIn(['spec', key], value);
      changed = true;
    }
  }
  return changed ? document.toString() : content;
}
