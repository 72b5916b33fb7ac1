import {
  MANIFEST_FILE,
  PolicyFile,
  readManifest,
} from '@internal/plugin-policies-common';
import { parseDocument, stringify } from 'yaml';

/** What can be told of files that someone brings. */
export interface Understood {
  /** Without folders that all of them share. */
  files: PolicyFile[];
  /** Driver whose language they are written in. */
  driver?: string;
}

const LANGUAGES: Array<{ driver: string; speaks(file: PolicyFile): boolean }> =
  [
    { driver: 'cedar', speaks: ({ path }) => path.endsWith('.cedar') },
    { driver: 'opa', speaks: ({ path }) => path.endsWith('.rego') },
    { driver: 'openfga', speaks: ({ path }) => path.endsWith('.fga') },
    {
      driver: 'casbin',
      speaks: ({ path }) => /(^|\/)model\.conf$/.test(path),
    },
    {
      driver: 'cerbos',
      speaks: ({ path, content }) =>
        /\.ya?ml$/.test(path) &&
        /^apiVersion:\s*api\.cerbos\.dev/m.test(content),
    },
  ];

/** Takes off the folder that all files of an archive lie in, and tells the language. */
export function understandBundle(brought: PolicyFile[]): Understood {
  const files = withoutSharedFolder(
    brought.filter(
      ({ path }) => !/(^|\/)(\.git|__MACOSX|\.DS_Store)(\/|$)/.test(path),
    ),
  );
  const manifest = files.find(({ path }) => path === MANIFEST_FILE);
  return {
    files,
    driver: manifest
      ? undefined
      : LANGUAGES.find(({ speaks }) => files.some(speaks))?.driver,
  };
}

function withoutSharedFolder(files: PolicyFile[]): PolicyFile[] {
  const first = files[0]?.path.split('/')[0];
  return files.length > 0 &&
    files.every(({ path }) => path.startsWith(`${first}/`))
    ? withoutSharedFolder(
        files.map(({ path, content }) => ({
          path: path.slice(first.length + 1),
          content,
        })),
      )
    : files;
}

/**
 * A `policy-set.yaml` for files that came without one: a policy for each file that must belong to one.
 *
 * @param isPolicyFile - as the engine tells
 */
export function writeManifest(
  files: PolicyFile[],
  isPolicyFile: (path: string) => boolean,
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
  const own = files.map(({ path }) => path).filter(isPolicyFile);
  const used = new Set<string>();
  return stringify({
    apiVersion: 'policies.internal/v1alpha1',
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
    baseOf(path)
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
    baseOf(path)
      .replace(/[-_.]+/g, ' ')
      .trim() || 'Policy';
  return words[0].toUpperCase() + words.slice(1);
}

function baseOf(path: string): string {
  return path.slice(path.lastIndexOf('/') + 1).replace(/\.[^.]+$/, '');
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
