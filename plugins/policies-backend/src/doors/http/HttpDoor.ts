import { HttpAuthService } from '@backstage/backend-plugin-api';
import { ServiceUnavailableError } from '@backstage/errors';
import { LIMITS } from '@internal/plugin-policies-common';
import {
  DecisionCaller,
  DecisionHouse,
  Door,
  InFlight,
} from '@internal/plugin-policies-node';
import express, { Request, RequestHandler } from 'express';
import Router from 'express-promise-router';
import { handedOver } from '../../http/handedOver';
import { DECISION_BODY, readJsonBody } from '../../http/readJsonBody';
import { answerEvaluation, answerEvaluations } from '../answer';

const BEARER = /^Bearer +(\S+)$/i;

/**
 * The access evaluation APIs of OpenID AuthZEN 1.0 over the HTTP stack of the backend, for the portal and for
 * each set. No routes that are data: they look at a caller before its batch is read, and the lean door hands
 * over what it read.
 */
export class HttpDoor implements Door {
  readonly name = 'http';
  readonly router = Router();
  private house?: DecisionHouse;
  private readonly inFlight = new InFlight();

  constructor(private readonly options: { httpAuth: HttpAuthService }) {
    this.mount();
  }

  open(house: DecisionHouse): void {
    this.house = house;
  }

  async drain(): Promise<void> {
    this.house = undefined;
    await this.inFlight.emptied();
  }

  private mount(): void {
    const evaluation = this.handler(answerEvaluation);
    const evaluations = this.handler(answerEvaluations);
    const body = readJsonBody(LIMITS.requestBytes, DECISION_BODY);
    for (const place of ['', '/sets/:set']) {
      this.router.post(`${place}/access/v1/evaluation`, ...body, evaluation);
      this.router.post(
        `${place}/access/v1/evaluations`,
        this.beforeBatch,
        ...body,
        evaluations,
      );
    }
  }

  private handler(
    answer: typeof answerEvaluation | typeof answerEvaluations,
  ): RequestHandler<{ set?: string }> {
    return async (request, response) => {
      const house = this.opened();
      this.inFlight.enter();
      try {
        const caller = await this.admit(request, house);
        const { error } = handedOver(request);
        if (error !== undefined) {
          throw error;
        }
        response.json(
          await answer(house.decisions, request.body, {
            caller,
            purpose: 'production',
            set: request.params.set,
          }),
        );
      } finally {
        this.inFlight.leave();
      }
    };
  }

  private readonly beforeBatch: express.RequestHandler = async (
    request,
    _response,
    next,
  ) => {
    // What the lean door has read was looked at there.
    if (handedOver(request).body === undefined) {
      const house = this.opened();
      await house.decisions.checkCaller(
        'batch',
        await this.admit(request, house),
      );
    }
    next();
  };

  private opened(): DecisionHouse {
    if (!this.house) {
      throw new ServiceUnavailableError(
        'this replica of the portal does not decide now, as it starts or ends; ask again',
      );
    }
    return this.house;
  }

  /** The caller by its token where it has one, as at every door; else as the backend knows who asks. */
  private async admit(
    request: Request<{ set?: string }>,
    { callers }: DecisionHouse,
  ): Promise<DecisionCaller> {
    const token = BEARER.exec(request.headers.authorization ?? '')?.[1];
    const known = token && callers.find(token, this.name);
    if (known) {
      return known;
    }
    const credentials = await this.options.httpAuth.credentials(
      request as Request,
      { allow: ['user', 'service'] },
    );
    const admitted = token && (await callers.admit(token, this.name));
    return admitted || callers.of(credentials, this.name);
  }
}
