import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import type {
  AuthorizationAnswer,
  TypeAndId,
} from '@cedar-policy/cedar-wasm/nodejs';
import { EvaluationRequest } from '@internal/plugin-policies-common';
import { EngineDecision } from '@internal/plugin-policies-node';
import { CedarArtifact } from '../compile/artifact';
import { toReferences } from '../compile/toReferences';
import { callOf, CedarRequest } from './cedarRequest';
import { DecisionMemo } from './DecisionMemo';
import { EntityStore } from './EntityStore';
import { explain } from './explain';
import { isOfUnknownEntity } from './isOfUnknownEntity';
import { nameProblem } from './nameProblem';
import { PreparsedPolicies } from './PreparsedPolicies';
import { RelaxedSchema, relaxSchema } from './relaxSchema';
import { ScopeIndex } from './ScopeIndex';
import { SimpleTypes } from './SimpleTypes';
import { unreadableValue } from './unreadableValue';

let schemasMade = 0;
const freeSchemas: string[] = [];

/** A compiled revision inside a worker. */
export class ServedSet {
  private readonly index: ScopeIndex;
  private readonly store: EntityStore;
  private readonly preparsed: PreparsedPolicies;
  private readonly schemaName?: string;
  private readonly relaxed?: RelaxedSchema;
  private readonly simpleTypes?: SimpleTypes;
  private readonly policyOf: Map<string, string>;
  private readonly memo = new DecisionMemo();

  constructor(readonly artifact: CedarArtifact) {
    this.index = new ScopeIndex(artifact.statements);
    this.store = new EntityStore(artifact.entities);
    this.preparsed = new PreparsedPolicies(artifact.statements);
    this.policyOf = new Map(
      artifact.statements.map(({ id, policy }) => [id, policy]),
    );
    if (artifact.schema !== undefined) {
      this.schemaName = freeSchemas.pop() ?? `schema-${schemasMade++}`;
      this.relaxed = relaxSchema(artifact.schema);
      this.simpleTypes = new SimpleTypes(this.relaxed.schema);
      cedar.preparseSchema(this.schemaName, this.relaxed.schema);
    }
  }

  evaluate(
    request: EvaluationRequest,
    options: { explain: boolean },
  ): EngineDecision {
    const started = process.hrtime.bigint();
    const elapsed = () =>
      Math.round(Number(process.hrtime.bigint() - started) / 1_000);
    try {
      return this.decide(request, options, elapsed);
    } catch (error) {
      if (isFatal(error)) {
        throw error;
      }
      // Cedar throws on values it has no type for, such as null or 1.5.
      return {
        outcome: 'error',
        fault: 'request',
        message: `the request holds a value Cedar cannot read: ${
          unreadableValue(request) ?? (error as Error).message ?? error
        }`,
        durationUs: elapsed(),
      };
    }
  }

  private decide(
    request: EvaluationRequest,
    options: { explain: boolean },
    elapsed: () => number,
  ): EngineDecision {
    const misnamed = nameProblem(request, type => this.typeOf(type));
    const problem = misnamed ?? clashingProperty(request);
    if (problem !== undefined) {
      return {
        outcome: 'error',
        fault: 'request',
        message: problem,
        ...(misnamed !== undefined && { misnamed: true }),
        durationUs: elapsed(),
      };
    }
    const cedarRequest = this.translate(request);
    if (cedarRequest.missing) {
      const { uid, attribute } = cedarRequest.missing;
      return {
        outcome: 'error',
        fault: 'request',
        message: `'${uid.type}::${uid.id}' is not stored and its properties lack '${attribute}', which the schema requires; send it`,
        durationUs: elapsed(),
      };
    }
    const key =
      cedarRequest.anonymous && !options.explain
        ? this.memo.keyOf(cedarRequest, cedarRequest.anonymous)
        : undefined;
    const known = key === undefined ? undefined : this.memo.get(key);
    if (known) {
      return { ...known, durationUs: elapsed() };
    }
    const answer = this.authorize(cedarRequest);
    const durationUs = elapsed();
    if (answer.type === 'failure') {
      return {
        outcome: 'error',
        fault: 'request',
        message: `the request does not fit the schema of the set: ${
          unreadableValue(request) ??
          answer.errors
            .map(({ message, help }) =>
              help ? `${message} (${help})` : message,
            )
            .join('; ')
        }`,
        durationUs,
      };
    }
    const { decision, diagnostics } = answer.response;
    const errors = diagnostics.errors.map(({ policyId, error }) => ({
      policy: this.policyOf.get(policyId),
      message: error.message.replace(
        /^error while evaluating policy `[^`]*`: /,
        '',
      ),
    }));
    if (decision === 'allow' && errors.length) {
      const { principal, resource, context } = cedarRequest;
      const named = [
        principal,
        resource,
        context,
        request.subject.properties,
        request.resource.properties,
      ];
      const isOfRequest = errors.every(({ message }) =>
        isOfUnknownEntity(message, named, uid => this.store.has(uid)),
      );
      return {
        outcome: 'error',
        fault: isOfRequest ? 'request' : 'engine',
        message: `policy '${errors[0].policy}' could not be evaluated (${errors[0].message}), so an allow is not certain; send the missing data, or guard the policy with 'has'`,
        errors,
        durationUs,
      };
    }
    const decided: EngineDecision = {
      outcome: decision,
      policies: [
        ...new Set(diagnostics.reason.map(id => this.policyOf.get(id)!)),
      ].sort(),
      durationUs,
      ...(errors.length ? { errors } : {}),
      ...(options.explain
        ? {
            explanation: explain({
              statements: this.artifact.statements,
              schema: this.relaxed?.schema,
              given: request,
              request: cedarRequest,
              outcome: decision,
              satisfied: diagnostics.reason,
              errored: diagnostics.errors.map(({ policyId }) => policyId),
              allowedBy: other => this.allowedBy(other),
            }),
          }
        : {}),
    };
    // Messages name entities, which are others the next time.
    if (key !== undefined && !errors.length) {
      this.memo.set(key, decided);
    }
    return decided;
  }

  private allowedBy(request: EvaluationRequest): string[] {
    const decision = this.evaluate(request, { explain: false });
    return decision.outcome === 'allow' ? decision.policies : [];
  }

  dispose(): void {
    this.preparsed.dispose();
    if (this.schemaName !== undefined) {
      cedar.preparseSchema(this.schemaName, '');
      freeSchemas.push(this.schemaName);
    }
  }

  private translate(request: EvaluationRequest): CedarRequest {
    const { actionGroups } = this.artifact;
    const uid = ({ type, id }: { type: string; id: string }) => ({
      type: this.typeOf(type),
      id,
    });
    const action = uid({ type: 'Action', id: request.action.name });
    const principal = uid(request.subject);
    const resource = uid(request.resource);
    const context = this.withReferences({
      ...request.action.properties,
      ...request.context,
    }) as cedar.Context;
    const view = this.store.overlay(
      [
        { uid: principal, entity: request.subject },
        { uid: resource, entity: request.resource },
      ].map(({ uid: given, entity: { properties } }) => ({
        uid: given,
        properties: properties && this.withReferences(properties),
      })),
    );
    const candidates = this.index.find(
      view.withAncestors(principal),
      action.id,
      [
        ...(Object.hasOwn(actionGroups, action.id)
          ? actionGroups[action.id]
          : []),
        ...view.ancestorIds(action),
      ],
      view.withAncestors(resource),
    );
    const combination = this.preparsed.get(candidates);
    const roots = { principal, action, resource, context };
    return {
      ...roots,
      entities: combination.plan
        ? view.slice(combination.plan, roots, this.simpleTypes)
        : view.closure([
            principal,
            action,
            resource,
            context,
            this.artifact.entities,
          ]),
      candidates,
      preparsedName: combination.name,
      anonymous: combination.plan && {
        principal:
          combination.anonymous.principal &&
          !this.isNamed(principal, action.type),
        resource:
          combination.anonymous.resource &&
          !this.isNamed(resource, action.type),
      },
      missing: this.relaxed && view.missingAttribute(this.relaxed.required),
    };
  }

  /** With a schema it is Cedar that tells a reference from a record. */
  private withReferences<T extends object>(members: T): T {
    return this.artifact.schema === undefined
      ? toReferences(members, this.artifact.types)
      : members;
  }

  /** Cedar's name of a type. */
  private typeOf(type: string): string {
    const { types } = this.artifact;
    return Object.hasOwn(types, type) ? types[type] : type;
  }

  /**
   * True where the id of an entity matters though no statement asks for it: only ids the schema lists
   * are valid, and what is read of the action is read of an entity with its id.
   */
  private isNamed({ type }: TypeAndId, actionType: string): boolean {
    return (
      type === actionType || (this.simpleTypes?.isEnumerated(type) ?? false)
    );
  }

  private authorize(request: CedarRequest): AuthorizationAnswer {
    return cedar.statefulIsAuthorized({
      ...callOf(request),
      preparsedPolicySetId: request.preparsedName,
      preparsedSchemaName: this.schemaName,
      validateRequest: this.schemaName !== undefined,
    });
  }
}

/** True for errors after which the WebAssembly instance may be damaged. */
export function isFatal(error: unknown): boolean {
  return (
    error instanceof WebAssembly.RuntimeError || error instanceof RangeError
  );
}

function clashingProperty(request: EvaluationRequest): string | undefined {
  const { context } = request;
  const clash =
    context &&
    Object.keys(request.action.properties ?? {}).find(key =>
      Object.hasOwn(context, key),
    );
  return clash === undefined
    ? undefined
    : `'${clash}' is in both 'action.properties' and 'context'; send it once`;
}
