import { compile } from '@casbin/expression-eval';
import {
  Effect,
  Enforcer,
  FunctionMap,
  newEnforcer,
  newModelFromString,
} from 'casbin';
import { EvaluationRequest } from '@internal/plugin-policies-common';
import {
  attributesOf,
  EngineDecision,
  WorkerSet,
} from '@internal/plugin-policies-node/worker';
import { CasbinArtifact, Rule } from '../compile/artifact';
import { parseExpression } from '../compile/parseExpression';
import { writeCondition } from '../compile/writeExpression';
import { AttributeReads, has } from './AttributeReads';
import { explainRules } from './explainRules';
import { RecordingEffector, RuleOutcome } from './RecordingEffector';
import { RoleLinks } from './RoleLinks';
import { RowsAdapter } from './RowsAdapter';
import { ValueChecks } from './ValueChecks';

/** Values of the request definition's tokens, by name. */
export type RequestValues = Record<string, unknown>;

/** A compiled revision inside a worker: one enforcer. */
export class ServedSet implements WorkerSet {
  static async load(artifact: CasbinArtifact): Promise<ServedSet> {
    const reads = new AttributeReads();
    const enforcer = await newEnforcer(
      newModelFromString(artifact.model),
      new RowsAdapter(artifact),
    );
    const links = new RoleLinks(enforcer, artifact.roles);
    const checks = new ValueChecks(reads).functions();
    const functions = { has, is: { ...checks, linked: links.linked } };
    for (const [name, value] of Object.entries(functions)) {
      enforcer.addFunction(name, value as never);
    }
    const { model } = enforcer.getModel();
    const rules = new Map(
      artifact.statements.map(rule => [JSON.stringify(rule.given), rule]),
    );
    return new ServedSet(
      artifact,
      enforcer,
      reads,
      links,
      functions,
      model
        .get('p')!
        .get('p')!
        .policy.map(values => rules.get(JSON.stringify(values))!),
    );
  }

  private readonly effector: RecordingEffector;

  private constructor(
    private readonly artifact: CasbinArtifact,
    private readonly enforcer: Enforcer,
    private readonly reads: AttributeReads,
    private readonly links: RoleLinks,
    private readonly functions: Record<string, unknown>,
    /** In the order in which Casbin has them. */
    private readonly rules: Rule[],
  ) {
    this.effector = new RecordingEffector(reads.takeProblem, rules.length);
    enforcer.setEffector(this.effector);
  }

  evaluate(
    request: EvaluationRequest,
    { explain }: { explain: boolean },
  ): EngineDecision {
    const started = process.hrtime.bigint();
    const elapsed = () =>
      Math.round(Number(process.hrtime.bigint() - started) / 1_000);
    const values = this.valuesOf(request);
    if (typeof values.missing === 'string') {
      return {
        outcome: 'error',
        fault: 'request',
        message: values.missing,
        durationUs: elapsed(),
      };
    }
    let allowed: boolean;
    try {
      this.reads.takeProblem();
      this.links.forget();
      [allowed] = this.enforcer.enforceExSync(...Object.values(values));
    } catch (error) {
      return {
        outcome: 'error',
        fault: 'request',
        message: `${this.named(
          this.effector.outcomes.length,
        )} cannot be evaluated for this request: ${
          (error as Error).message || 'Casbin gives no reason'
        }; send the values it reads, with the types it expects`,
        durationUs: elapsed(),
      };
    }
    const { outcomes } = this.effector;
    const errors = outcomes.flatMap(outcome => this.errorOf(outcome));
    const unsure = errors.find(({ rule }) => rule.effect === 'forbid');
    if (allowed && unsure) {
      return {
        outcome: 'error',
        fault: 'request',
        message: `it would be allowed, but '${unsure.policy}' cannot be evaluated: ${unsure.message}`,
        durationUs: elapsed(),
      };
    }
    const determining = this.determining(outcomes, allowed);
    return {
      outcome: allowed ? 'allow' : 'deny',
      policies: [...new Set(determining.map(({ policy }) => policy))].sort(),
      durationUs: elapsed(),
      ...(!allowed &&
        errors.length && {
          errors: errors.map(({ policy, message }) => ({ policy, message })),
        }),
      ...(explain && {
        explanation: explainRules({
          artifact: this.artifact,
          rules: this.rules,
          determining,
          values,
          evaluate: (clause, rule) => this.evaluateClause(clause, rule, values),
        }),
      }),
    };
  }

  dispose(): void {
    this.enforcer.clearPolicy();
  }

  private determining(outcomes: RuleOutcome[], allowed: boolean): Rule[] {
    const wanted = allowed ? Effect.Allow : Effect.Deny;
    const said = outcomes
      .filter(({ effect }) => effect === wanted)
      .map(({ index }) => this.rules[index]);
    return this.artifact.effect.startsWith('priority')
      ? said.slice(0, 1)
      : said;
  }

  private errorOf({ index, problem }: RuleOutcome) {
    if (problem === undefined) {
      return [];
    }
    const rule = this.rules[index];
    return [{ rule, policy: rule.policy, message: problem }];
  }

  /** What is evaluated when so many rules are. */
  private named(index: number): string {
    const rule = this.rules[index];
    return rule ? `'${rule.policy}'` : 'the matcher';
  }

  /** Values for the tokens in their order, or what the request lacks. */
  private valuesOf(
    request: EvaluationRequest,
  ): RequestValues | { missing: string } {
    const { entities, types, tokens } = this.artifact;
    const { subject, action, resource, context = {} } = request;
    const entity = (part: typeof subject, path: string, whole: boolean) =>
      whole
        ? this.reads.watch(
            {
              ...attributesOf(entities, part),
              type: Object.hasOwn(types, part.type)
                ? types[part.type]
                : part.type,
              id: part.id,
            },
            path,
          )
        : part.id;
    const values: RequestValues = {};
    for (const { name, shape } of tokens) {
      const whole = shape === 'object';
      switch (name) {
        case 'sub':
          values.sub = entity(subject, 'subject.properties', whole);
          break;
        case 'obj':
          values.obj = entity(resource, 'resource.properties', whole);
          break;
        case 'act':
          values.act = whole
            ? this.reads.watch(
                { ...action.properties, name: action.name },
                'action.properties',
              )
            : action.name;
          break;
        case 'dom': {
          const domain =
            attributesOf(entities, resource).domain ?? context.domain;
          if (typeof domain !== 'string') {
            return {
              missing: `the model asks for a domain; send it as 'resource.properties.domain' or 'context.domain'`,
            };
          }
          values.dom = domain;
          break;
        }
        default:
          values.ctx = this.reads.watch(context, 'context');
      }
    }
    return values;
  }

  private evaluateClause(
    clause: string,
    rule: Rule,
    values: RequestValues,
  ): boolean {
    const { policyTokens } = this.artifact;
    const context: Record<string, unknown> = {
      ...Object.fromEntries(FunctionMap.loadFunctionMap().getFunctions()),
      ...this.functions,
    };
    for (const [name, value] of Object.entries(values)) {
      context[`r_${name}`] = value;
    }
    policyTokens.forEach((name, index) => {
      context[`p_${name}`] = rule.values[index];
    });
    return holds(clause, context, this.reads);
  }
}

function holds(
  clause: string,
  context: Record<string, unknown>,
  reads: AttributeReads,
): boolean {
  reads.takeProblem();
  try {
    const result = compile(writeCondition(parseExpression(clause)))(context);
    return reads.takeProblem() === undefined && result === true;
  } catch {
    return false;
  }
}
