import { parseEntityRef, stringifyEntityRef } from '@backstage/catalog-model';
import {
  ACTION_FIELD,
  FILE_FIELD,
  Journey,
  JourneyFieldName,
  JourneyProblem,
  MANIFEST_FILE,
  PolicyFile,
  templateFilesSchema,
} from '@internal/plugin-policies-common';
import { Engines } from '../engines/Engines';
import { TemplateService } from '../templates/TemplateService';
import { JourneyOptions } from './JourneyService';
import { languages } from './bundle/languages';
import { withAnswers, writeManifest } from './bundle/writeManifest';

const NAMES: Record<string, string> = {
  domain: 'Domain',
  owner: 'Owner',
  set: 'Name of the set',
  title: 'Title of the set',
  subjectType: 'Who asks',
  resourceType: 'What is decided about',
  actions: 'What may be done',
};

/** Reads one field; undefined when it is empty. */
export function answerOf(
  { fields }: Pick<Journey, 'fields'>,
  field: JourneyFieldName,
): string | undefined {
  return fields[field]?.value?.trim() || undefined;
}

/** Reads a field that holds a list. */
export function listOf(
  journey: Pick<Journey, 'fields'>,
  field: JourneyFieldName,
): string[] {
  try {
    const value: unknown = JSON.parse(answerOf(journey, field) ?? '[]');
    return Array.isArray(value)
      ? value.filter((item): item is string => typeof item === 'string')
      : [];
  } catch {
    return [];
  }
}

/** Reads names that stand in a text, separated by commas. */
export function namesIn(text: string | null | undefined): string[] {
  return [...new Set((text ?? '').split(/[\s,]+/).filter(Boolean))];
}

/** What a domain calls actions, as far as it named them. */
function ownActions(
  { fields }: Pick<Journey, 'fields'>,
  actions: string[],
): Record<string, string[]> {
  return Object.fromEntries(
    actions.flatMap(action => {
      const names = namesIn(fields[`${ACTION_FIELD}${action}`]?.value);
      return names.length ? [[action, names]] : [];
    }),
  );
}

/** A whole entity reference; undefined where there is none or it cannot be read. */
export function fullRef(
  ref: string | undefined,
  defaultKind: string,
): string | undefined {
  try {
    return ref && stringifyEntityRef(parseEntityRef(ref, { defaultKind }));
  } catch {
    return undefined;
  }
}

/** The files a journey comes to, and what is missing for them. */
export async function filesOfJourney(
  journey: Journey,
  { engines, templates }: { engines: Engines; templates: TemplateService },
  options: JourneyOptions,
): Promise<{ files: PolicyFile[]; problems: JourneyProblem[] }> {
  const answer = (field: JourneyFieldName) => answerOf(journey, field);
  const problems: JourneyProblem[] = [];
  const need = (
    field: JourneyFieldName,
    step: JourneyProblem['step'],
    message: string,
  ) => {
    if (!answer(field)) {
      problems.push({ step, message });
    }
  };
  need('domain', 'domain', 'Say which domain it is.');
  need('owner', 'domain', 'Say which group owns it.');
  need('title', 'subject', 'Give the policy set a title.');
  need('set', 'subject', 'Give the policy set a name.');
  need('engine', 'engine', 'Choose an engine.');
  const written = Object.entries(journey.fields).filter(([name]) =>
    name.startsWith(FILE_FIELD),
  );
  const imports = answer('start') === 'import';
  if (imports) {
    if (!written.some(([, { value }]) => value !== null)) {
      problems.push({ step: 'subject', message: 'Bring some files.' });
    }
    need('resourceType', 'subject', 'Say what resource type is decided.');
  } else {
    need('template', 'subject', 'Choose a template, or bring your own files.');
  }
  if (problems.length) {
    return { files: [], problems };
  }
  // What was answered for a template chosen before waits until it is chosen again.
  const template =
    !imports &&
    (await templates.list(options)).find(
      ({ name }) => name === answer('template'),
    );
  const about = {
    set: answer('set')!,
    title: answer('title')!,
    domain: answer('domain')!,
    owner: answer('owner')!,
    engine: answer('engine')!,
    subjectType: answer('subjectType'),
    resourceType: answer('resourceType'),
    ...(template && { actions: ownActions(journey, template.actions) }),
  };
  const parsed = templateFilesSchema.safeParse(about);
  if (!parsed.success) {
    return {
      files: [],
      problems: parsed.error.issues.map(({ path, message }) => ({
        step: ['domain', 'owner'].includes(String(path[0]))
          ? 'domain'
          : 'subject',
        message: `${NAMES[String(path[0])] ?? path[0]}: ${message}.`,
      })),
    };
  }
  let files: PolicyFile[];
  try {
    files = imports
      ? []
      : (await templates.writeFiles(answer('template')!, parsed.data, options))
          .files;
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'InputError' && name !== 'NotFoundError') {
      throw error;
    }
    const cannot = template && !template.engines.includes(about.engine);
    return {
      files: [],
      problems: [{ step: cannot ? 'engine' : 'subject', message }],
    };
  }
  const contents = new Map(files.map(({ path, content }) => [path, content]));
  for (const [name, { value }] of written) {
    const path = name.slice(FILE_FIELD.length);
    if (value === null) {
      contents.delete(path);
    } else {
      contents.set(path, value);
    }
  }
  const runbook = answer('runbook');
  if (imports && !contents.has(MANIFEST_FILE)) {
    if (!engines.has(about.engine)) {
      return {
        files: [],
        problems: [
          {
            step: 'engine',
            message: `Engine '${about.engine}' is not configured.`,
          },
        ],
      };
    }
    const engine = engines.get(about.engine);
    const { driver } = engines.record(about.engine);
    const language = languages.find(known => known.driver === driver);
    contents.set(
      MANIFEST_FILE,
      writeManifest(
        [...contents].map(([path, content]) => ({ path, content })),
        file =>
          engine.isPolicyFile(file.path) ||
          Boolean(language?.isPolicyFile?.(file)),
        { ...about, resourceType: about.resourceType!, runbook },
      ),
    );
  }
  const manifest = contents.get(MANIFEST_FILE);
  if (manifest !== undefined) {
    contents.set(
      MANIFEST_FILE,
      withAnswers(manifest, {
        domain: about.domain,
        owner: about.owner,
        engine: about.engine,
        runbook,
      }),
    );
  }
  return {
    files: [...contents]
      .map(([path, content]) => ({ path, content }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
    problems: [],
  };
}
