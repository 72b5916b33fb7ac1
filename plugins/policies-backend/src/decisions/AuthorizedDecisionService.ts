import {
  BackstageCredentials,
  PermissionsService,
} from '@backstage/backend-plugin-api';
import {
  BatchItem,
  decisionEvaluatePermission,
  decisionReadPermission,
  decisionSearchPermission,
  EvaluationRequest,
  EvaluationsSemantic,
  SearchRequest,
} from '@internal/plugin-policies-common';
import { authorize } from '../authorize';
import { ListQuery } from '../http/readListQuery';
import { DecideOptions, DecisionService } from './DecisionService';

/** Asks for `policies.decision.evaluate`, `.search` or `.read` first. */
export class AuthorizedDecisionService implements DecisionService {
  constructor(
    private readonly decisions: DecisionService,
    private readonly permissions: PermissionsService,
  ) {}

  async evaluate(request: EvaluationRequest, options: DecideOptions) {
    await authorize(
      this.permissions,
      decisionEvaluatePermission,
      options.credentials,
    );
    return this.decisions.evaluate(request, options);
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

  async listDecisions(
    query: ListQuery,
    options: { credentials: BackstageCredentials },
  ) {
    await authorize(
      this.permissions,
      decisionReadPermission,
      options.credentials,
    );
    return this.decisions.listDecisions(query, options);
  }
}
