import {
  ACTION_FIELD,
  BROUGHT_FILE,
  FILE_FIELD,
  Journey,
  JourneyFieldName,
  JourneyProblem,
  MANIFEST_FILE,
  PolicyFile,
  templateFilesSchema,
  WEB_URL_PATTERN,
} from '@internal/plugin-policies-common';
import { ConfiguredEngines } from '@internal/plugin-policies-node';
import { TemplateService } from './templates/TemplateService';
import { nameTwice } from './templates/withActions';
import { JourneyOptions } from './JourneyService';
import { answerOf, namesIn } from './answers';
import { broughtByJourney, writeBrought } from './broughtByJourney';
import { languages } from './bundle/languages';
import {
  LONGEST_SET_NAME,
  longestSetName,
  withAnswers,
  writeManifest,
} from './bundle/writeManifest';

/** Longest name of a type in files that are brought. */
const LONGEST_TYPE = 200;

const NAMES: Record<string, string> = {
  domain: 'Domain',
  owner: 'Owner',
  set: 'Name of the set',
  title: 'Title of the set',
  subjectType: 'Who asks',
  resourceType: 'What is decided about',
  actions: 'What may be done',
};

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

/** The files a journey comes to, and what is missing for them. */
export async function filesOfJourney(
  journey: Pick<Journey, 'fields'>,
  {
    engines,
    templates,
  }: { engines: ConfiguredEngines; templates: TemplateService },
  options: JourneyOptions,
): Promise<{
  files: PolicyFile[];
  problems: JourneyProblem[];
  /** The manifest follows from answers and files: nobody wrote it. */
  manifestIsWritten?: boolean;
}> {
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
  if (answer('ownerTitle')) {
    need('ownerMembers', 'domain', 'Name the people of the new group.');
  }
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
    problems.push(...importProblems(journey));
  } else {
    need('template', 'subject', 'Choose a template, or bring your own files.');
  }
  // What was answered for a template chosen before waits until it is chosen again.
  const template = imports
    ? undefined
    : (await templates.list(options)).find(
        ({ name }) => name === answer('template'),
      );
  const actions = template && ownActions(journey, template.actions);
  const about = {
    set: answer('set'),
    title: answer('title'),
    domain: answer('domain'),
    owner: answer('owner'),
    engine: answer('engine'),
    // Files that are brought name types in their own way.
    subjectType: imports ? undefined : answer('subjectType'),
    resourceType: imports ? undefined : answer('resourceType'),
    actions,
  };
  const runbook = answer('runbook');
  if (runbook !== undefined && !WEB_URL_PATTERN.test(runbook)) {
    problems.push({
      step: 'subject',
      message: 'Runbook: it is an http or https URL.',
      field: 'runbook',
    });
  }
  // What is answered is checked at once, whatever is still missing.
  const parsed = templateFilesSchema.partial().safeParse(about);
  for (const { path, message } of parsed.error?.issues ?? []) {
    const [name, action] = path.map(String);
    problems.push({
      step: ['domain', 'owner'].includes(name) ? 'domain' : 'subject',
      message: `${NAMES[name] ?? name}: ${message}.`,
      field: name === 'actions' ? `${ACTION_FIELD}${action}` : name,
    });
  }
  const twice = template && nameTwice(template.actions, actions ?? {});
  const longest = template
    ? longestSetName(template.policies.map(({ name }) => name))
    : LONGEST_SET_NAME;
  if ((answer('set') ?? '').length > longest) {
    problems.push({
      step: 'subject',
      message: `${NAMES.set}: names of policies stand behind it, so it has at most ${longest} characters.`,
      field: 'set',
    });
  }
  if (twice !== undefined) {
    const renamed = Object.entries(actions ?? {}).find(([, names]) =>
      names.includes(twice),
    );
    problems.push({
      step: 'subject',
      message: `What may be done: two actions would be called '${twice}'; give each of them a name of its own.`,
      field: `${ACTION_FIELD}${renamed?.[0]}`,
    });
  }
  if (problems.length) {
    return { files: [], problems };
  }
  const call = templateFilesSchema.parse(about);
  let manifestIsWritten = false;
  let files: PolicyFile[];
  try {
    files = imports
      ? []
      : (await templates.writeFiles(answer('template')!, call, options)).files;
  } catch (error) {
    const { name, message } = error as Error;
    if (name !== 'InputError' && name !== 'NotFoundError') {
      throw error;
    }
    const cannot = template && !template.engines.includes(call.engine);
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
  if (imports && !contents.has(MANIFEST_FILE)) {
    if (!engines.has(call.engine)) {
      return {
        files: [],
        problems: [
          {
            step: 'engine',
            message: `Engine '${call.engine}' is not configured.`,
          },
        ],
      };
    }
    const engine = engines.get(call.engine);
    const driver = engines.driverOf(call.engine);
    const language = languages.find(known => known.driver === driver);
    const all = [...contents].map(([path, content]) => ({ path, content }));
    const own = new Map<string, string[]>();
    for (const file of all) {
      const isPolicy =
        engine.isPolicyFile(file.path) || language?.isPolicyFile?.(file);
      if (isPolicy) {
        const policy = language?.policyOf?.(file) ?? `file ${file.path}`;
        own.set(policy, [...(own.get(policy) ?? []), file.path]);
      }
    }
    const decides =
      own.size > 0 ||
      (language?.policyNames?.(all) ?? []).length > 0 ||
      !language;
    if (!decides) {
      problems.push({ step: 'subject', message: language.nothingDecides });
    }
    contents.set(
      MANIFEST_FILE,
      writeManifest([...own.values()], language?.policyNames?.(all) ?? [], {
        ...call,
        resourceTypes: namesIn(answer('resourceType')),
        runbook,
      }),
    );
    manifestIsWritten = true;
  }
  const manifest = contents.get(MANIFEST_FILE);
  if (manifest !== undefined) {
    contents.set(
      MANIFEST_FILE,
      withAnswers(manifest, {
        domain: call.domain,
        owner: call.owner,
        engine: call.engine,
        runbook,
      }),
    );
  }
  const brought = broughtByJourney(journey);
  if (brought) {
    contents.set(BROUGHT_FILE, writeBrought(brought));
  }
  return {
    files: [...contents]
      .map(([path, content]) => ({ path, content }))
      .sort((a, b) => (a.path < b.path ? -1 : 1)),
    problems,
    manifestIsWritten,
  };
}

/** Answers that cannot be taken for files that are brought. */
function importProblems(journey: Pick<Journey, 'fields'>): JourneyProblem[] {
  const problems: JourneyProblem[] = [];
  const refuse = (field: JourneyFieldName, message: string) =>
    problems.push({
      step: 'subject',
      message: `${NAMES[field]}: ${message}.`,
      field,
    });
  for (const field of ['resourceType', 'subjectType'] as const) {
    const long = namesIn(answerOf(journey, field)).find(
      name => name.length > LONGEST_TYPE,
    );
    if (long !== undefined) {
      refuse(
        field,
        `'${long.slice(0, 20)}…' is longer than ${LONGEST_TYPE} characters`,
      );
    }
  }
  return problems;
}
