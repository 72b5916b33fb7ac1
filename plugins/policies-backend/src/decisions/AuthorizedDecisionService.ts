import {
  BatchItem,
  decisionEvaluatePermission,
  decisionSearchPermission,
  EvaluationRequest,
  EvaluationsSemantic,
  SearchRequest,
} from '@internal/plugin-policies-common';
import {
  DecideOptions,
  DecisionCaller,
  DecisionRight,
  DecisionService,
  notAllowed,
} from '@internal/plugin-policies-node';

const PERMISSIONS = {
  evaluate: decisionEvaluatePermission,
  search: decisionSearchPermission,
};

/** Asks whether a caller may, first. */
export class AuthorizedDecisionService implements DecisionService {
  constructor(private readonly decisions: DecisionService) {}

  evaluate(request: EvaluationRequest, options: DecideOptions) {
    return after(options.caller, 'evaluate', () =>
      this.decisions.evaluate(request, options),
    );
  }

  checkCaller(lane: 'single' | 'batch', caller: DecisionCaller) {
    return this.decisions.checkCaller(lane, caller);
  }

  evaluateBatch(
    items: BatchItem[],
    semantic: EvaluationsSemantic,
    options: DecideOptions,
  ) {
    return after(options.caller, 'evaluate', () =>
      this.decisions.evaluateBatch(items, semantic, options),
    );
  }

  search(request: SearchRequest, options: DecideOptions) {
    return after(options.caller, 'search', () =>
      this.decisions.search(request, options),
    );
  }
}

/** Without waiting where the right is known: most callers are asked for millions of decisions. */
function after<T>(
  caller: DecisionCaller,
  right: DecisionRight,
  act: () => Promise<T>,
): Promise<T> {
  const granted = caller.may(right);
  return granted === true ? act() : afterAnswer(granted, right, act);
}

async function afterAnswer<T>(
  granted: boolean | Promise<boolean>,
  right: DecisionRight,
  act: () => Promise<T>,
): Promise<T> {
  if (!(await granted)) {
    throw notAllowed(PERMISSIONS[right]);
  }
  return act();
}
