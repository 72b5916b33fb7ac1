import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import { NotAllowedError } from '@backstage/errors';
import {
  BatchItem,
  decisionEvaluatePermission,
  decisionReadPermission,
  decisionSearchPermission,
  EvaluationRequest,
  EvaluationsSemantic,
  SearchRequest,
} from '@internal/plugin-policies-common';
import { authorize, DecisionReaders } from '@internal/plugin-policies-node';
import { ListQuery } from '../http/listQuery';
import {
  DecideOptions,
  DecisionService,
  ReadDecisionsOptions,
} from './DecisionService';

/** Asks for `policies.decision.evaluate`, `.search` or `.read` first. */
export class AuthorizedDecisionService implements DecisionService {
  constructor(
    private readonly decisions: DecisionService,
    private readonly permissions: PermissionsService,
    private readonly readers: DecisionReaders,
  ) {}

  async evaluate(request: EvaluationRequest, options: DecideOptions) {
    await authorize(
      this.permissions,
      decisionEvaluatePermission,
      options.credentials,
    );
    return this.decisions.evaluate(request, options);
  }

  checkCaller(
    lane: 'single' | 'batch',
    options: { credentials: BackstageCredentials },
  ) {
    return this.decisions.checkCaller(lane, options);
  }

  async evaluateBatch(
    items: BatchItem[],
    semantic: EvaluationsSemantic,
    options: DecideOptions,
  ) {
    await authorize(
      this.permissions,
      decisionEvaluatePermission,
      options.credentials,
    );
    return this.decisions.evaluateBatch(items, semantic, options);
  }

  async search(request: SearchRequest, options: DecideOptions) {
    await authorize(
      this.permissions,
      decisionSearchPermission,
      options.credentials,
    );
    return this.decisions.search(request, options);
  }

  async listDecisions(query: ListQuery, options: ReadDecisionsOptions) {
    const sets = await this.readers.readableBy(options.credentials);
    if (sets === 'none') {
      throw new NotAllowedError(
        `permission '${decisionReadPermission.name}' is needed; ask the people who run the portal for it`,
      );
    }
    return this.decisions.listDecisions(query, {
      ...options,
      sets: sets === 'all' ? options.sets : sets,
    });
  }
}
