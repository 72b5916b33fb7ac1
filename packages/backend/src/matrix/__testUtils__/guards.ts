import { readdirSync } from 'fs';
import { join } from 'path';
import { resolvePackagePath } from '@backstage/backend-plugin-api';
import { ServerPermissionClient } from '@backstage/plugin-permission-node';

/** Any method of a service: guards are watched and replaced whatever they take. */
type Method = (this: any, ...args: any[]) => any;

/** Something that refuses: it can be watched, and taken away. */
export interface Guard {
  name: string;
  /** Puts something else in its place; gives what puts it back. */
  replace(instead: (original: Method) => Method): () => void;
  /** As it would be if somebody had forgotten it. */
  without: (original: Method) => Method;
}

/** The decorators of the policies plugin that ask for permissions before the service they stand before. */
function readAuthorizedClasses(): Array<[string, any]> {
  return [
    '@internal/plugin-policies-backend',
    '@internal/plugin-policies-backend-module-changes',
    '@internal/plugin-policies-backend-module-onboarding',
    '@internal/plugin-policies-backend-module-proof',
  ].flatMap(name => {
    const source = resolvePackagePath(name, 'src');
    const files = readdirSync(source, { recursive: true, encoding: 'utf8' });
    return files
      .filter(file => file.endsWith('.ts') && !file.includes('__'))
      .flatMap(file =>
        // `EngineRepairer.ts` holds both.
        /(Authorized\w+|EngineRepairer|ChangeRights|ChangeReaders|JourneyReaders)\.ts$/.test(
          file,
        )
          ? Object.entries<any>(require(join(source, file)))
          : [],
      )
      .filter(([exported]) =>
        /^(Authorized|ChangeRights$|\w+Readers$)/.test(exported),
      );
  });
}

function guardOf(
  name: string,
  prototype: any,
  method: string,
  without: Guard['without'],
): Guard {
  return {
    name,
    without,
    replace(instead) {
      const original = prototype[method] as Method;
      prototype[method] = instead(original);
      return () => {
        prototype[method] = original;
      };
    },
  };
}

/** The service that a decorator stands before: the first thing it holds that has the method. */
function serviceBehind(decorator: any, method: string): any {
  return Object.values<any>(decorator).find(
    held => typeof held?.[method] === 'function',
  );
}

/** What no right hangs on. */
const NO_GUARDS = [
  'constructor',
  // They only leave out of an answer what the person may not do.
  'withAllowedActions',
  'answersFor',
  // They leave logged requests, and names of sets, out of one, which tests of their own hold them to.
  'within',
  'withoutNames',
  'setsFor',
  // What they say of conditions, the test of confidential sets holds them to; this portal has none.
  'ofChanges',
  'ofSets',
  'ofRegistered',
  'ofNewSets',
  // It asks whether the caller has too many calls waiting.
  'checkCaller',
];

function passAct(): Method {
  return async (...args) => {
    const [last] = args.slice(-1);
    return typeof last === 'function' ? last() : undefined;
  };
}

const HELPERS: Array<[RegExp, Guard['without']]> = [
  // They ask before something is done that is handed over.
  [/^(edit|check)$/, passAct],
  [/^check/, () => async () => {}],
  // It gives what may be read, by what it was asked with.
  [/^expect/, () => async asked => asked],
  [/^(allows|isAllowed)/, () => async () => true],
  [/^readableBy/, () => async () => 'all'],
  [/^is[A-Z]/, () => () => true],
];

/** Every method of every decorator: what asks is left out, or what it asks with says yes. */
export function methodGuards(): Guard[] {
  return readAuthorizedClasses().flatMap(([className, { prototype }]) =>
    Object.getOwnPropertyNames(prototype)
      .filter(method => !NO_GUARDS.includes(method))
      .map(method => {
        const helper = HELPERS.find(([pattern]) => pattern.test(method));
        return guardOf(
          `${className}.${method}`,
          prototype,
          method,
          helper?.[1] ??
            (original =>
              function passOn(this: any, ...args) {
                const service = serviceBehind(this, method);
                return service
                  ? service[method](...args)
                  : original.apply(this, args);
              }),
        );
      }),
  );
}

type Ask = { permission: { name: string } };

/** Permissions as plugins ask for them, whoever answers: the policy, or the restrictions of a token. */
export function watchPermissions(
  onAsked: (name: string, result: string) => void,
) {
  return replaceClient(
    original =>
      async function watch(this: any, queries: Ask[], ...more) {
        const answers = await original.call(this, queries, ...more);
        queries.forEach(({ permission }, index) =>
          onAsked(permission.name, answers[index].result),
        );
        return answers;
      },
  );
}

/** A permission that nobody has to have. */
export function permissionGuard(name: string): Guard {
  return {
    name,
    replace: replaceClient,
    without: original =>
      async function allow(this: any, queries: Ask[], ...more) {
        const answers = await original.call(this, queries, ...more);
        return answers.map((answer: unknown, index: number) =>
          queries[index].permission.name === name
            ? { result: 'ALLOW' }
            : answer,
        );
      },
  };
}

function replaceClient(instead: (original: Method) => Method): () => void {
  const back = ['authorize', 'authorizeConditional'].map(method =>
    guardOf(
      method,
      ServerPermissionClient.prototype,
      method,
      () => () => {},
    ).replace(instead),
  );
  return () => back.forEach(restore => restore());
}
