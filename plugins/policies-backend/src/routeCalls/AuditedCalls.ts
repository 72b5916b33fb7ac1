import { AuditorService, LoggerService } from '@backstage/backend-plugin-api';
import { JsonObject } from '@backstage/types';
import { RouteCalls, IncomingCall } from '@internal/plugin-policies-node';

/** Tells the auditor of every write, also of one that is refused, whichever way it came. */
export class AuditedCalls implements RouteCalls {
  constructor(
    private readonly calls: RouteCalls,
    private readonly services: {
      auditor: AuditorService;
      logger: LoggerService;
      /** Who is behind a call that did not come over HTTP, where the auditor sees it itself. */
      nameOf(call: IncomingCall): string;
    },
  ) {}

  async answer(call: IncomingCall): Promise<unknown> {
    const { audit } = call.route;
    if (!audit) {
      return this.calls.answer(call);
    }
    const { auditor, logger, nameOf } = this.services;
    const { eventId, severity } = audit;
    const { request } = call;
    const event = await auditor.createEvent({
      eventId,
      severityLevel: severity,
      request,
      meta: { ...call.params, ...(!request && { caller: nameOf(call) }) },
    });
    let meta: JsonObject | undefined;
    let answer: unknown;
    try {
      answer = await this.calls.answer({
        ...call,
        readBody: async () => {
          const body = await call.readBody();
          meta = audit.meta?.(body);
          return body;
        },
      });
    } catch (error) {
      await event.fail({ error: error as Error });
      throw error;
    }
    try {
      await event.success(meta && { meta });
    } catch (error) {
      // It is done, and an error would say that it is not.
      logger.error(`'${eventId}' is done and not audited: ${error}`);
    }
    return answer;
  }
}
