import {
  Diagnostic,
  PolicyFile,
  PolicySetManifest,
  YamlDocument,
} from '@internal/plugin-policies-common';
import { z } from 'zod';
import { FgaModel } from './FgaModel';
import { problem } from './problem';
import { placeholdersOf } from './TupleTemplate';

/** What each AuthZEN action means: policies and the relations that stand for them. */
export const ACTIONS_FILE = 'authzen.yaml';

const relationsSchema = z
  .record(z.string(), z.union([z.string(), z.array(z.string()).min(1)]))
  .default({});

const actionsSchema = z.strictObject({
  actions: z.record(
    z.string().min(1),
    z.strictObject({ allow: relationsSchema, deny: relationsSchema }),
  ),
  contextualTuples: z
    .array(
      z.strictObject({
        user: z.string(),
        relation: z.string(),
        object: z.string(),
      }),
    )
    .max(20)
    .default([]),
});

/** A policy as an action uses it: it applies when the subject has the relation to the resource. */
export interface ActionPolicy {
  policy: string;
  title: string;
  effect: 'permit' | 'forbid';
  relation: string;
}

/** Tuple of a request, with placeholders. */
export interface TemplateText {
  user: string;
  relation: string;
  object: string;
}

/** `authzen.yaml`, checked against manifest and model. */
export interface SetActions {
  byName: Map<string, ActionPolicy[]>;
  contextualTuples: TemplateText[];
}

/** Reads `authzen.yaml`. */
export function readActions(
  file: PolicyFile,
  { spec }: PolicySetManifest,
  model: FgaModel,
): { actions: SetActions; diagnostics: Diagnostic[] } {
  const { document, diagnostics } = YamlDocument.parse(file.path, file.content);
  const read = document?.validate(actionsSchema);
  diagnostics.push(...(read?.diagnostics ?? []));
  const byName = new Map<string, ActionPolicy[]>();
  const titles = new Map(spec.policies.map(({ name, title }) => [name, title]));
  const used = new Set<string>();
  const refuse = (
    path: Array<string | number>,
    message: string,
    help: string,
  ) =>
    diagnostics.push(
      problem({
        file: file.path,
        message,
        help,
        range: document!.rangeAt(path),
      }),
    );
  for (const [action, effects] of Object.entries(read?.value?.actions ?? {})) {
    const policies: ActionPolicy[] = [];
    for (const [key, effect] of [
      ['allow', 'permit'],
      ['deny', 'forbid'],
    ] as const) {
      for (const [policy, named] of Object.entries(effects[key])) {
        const path = ['actions', action, key, policy];
        const title = titles.get(policy);
        used.add(policy);
        if (title === undefined) {
          refuse(
            path,
            `'${policy}' is no policy of 'policy-set.yaml'`,
            `Use one of ${[...titles.keys()]
              .map(name => `'${name}'`)
              .join(', ')}.`,
          );
          continue;
        }
        for (const relation of [named].flat()) {
          if (!model.types.some(type => model.has(type, relation))) {
            refuse(
              path,
              `no type of the model has a relation '${relation}'`,
              `Define '${relation}' in the model, or name another relation.`,
            );
          }
          policies.push({ policy, title, effect, relation });
        }
      }
    }
    byName.set(action, policies);
  }
  for (const policy of read?.value ? titles.keys() : []) {
    if (!used.has(policy)) {
      refuse(
        ['actions'],
        `policy '${policy}' decides about no action`,
        `Name '${policy}' below 'allow' or 'deny' of an action.`,
      );
    }
  }
  const contextualTuples = read?.value?.contextualTuples ?? [];
  for (const [index, template] of contextualTuples.entries()) {
    for (const key of ['user', 'object'] as const) {
      const unknown = placeholdersOf(template[key]).find(
        placeholder =>
          !/^(subject|resource)(\..+)?$|^(action|context)\..+$/.test(
            placeholder,
          ),
      );
      if (unknown !== undefined) {
        refuse(
          ['contextualTuples', index, key],
          `'{${unknown}}' means nothing`,
          `Write '{subject}', '{resource}', '{subject.<attribute>}', '{resource.<attribute>}', '{action.<property>}' or '{context.<key>}'.`,
        );
      }
    }
  }
  return { actions: { byName, contextualTuples }, diagnostics };
}
