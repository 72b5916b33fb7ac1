import { RouteCalls, IncomingCall } from '@internal/plugin-policies-node';

/** Has the handler of its route answer each call. */
export class HandledCalls implements RouteCalls {
  async answer(call: IncomingCall): Promise<unknown> {
    const { route, credentials, params, signal, request } = call;
    const answer = await route.handle({
      credentials,
      params,
      body: await call.readBody(),
      query: call.readQuery(),
      signal,
      accepts: types => {
        const accepted = request ? request.accepts(types) : types[0];
        return accepted === false ? undefined : accepted;
      },
    });
    await call.deliver?.(answer);
    return answer;
  }
}
