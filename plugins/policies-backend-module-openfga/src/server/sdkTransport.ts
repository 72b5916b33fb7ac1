import {
  EngineConnection,
  EngineFaultError,
} from '@internal/plugin-policies-node';
import type { OpenFgaApi } from '@openfga/sdk';
import { FgaRefusal } from './FgaRefusal';

/** What the SDK takes for axios: of that it only calls it. */
type SdkAxios = NonNullable<ConstructorParameters<typeof OpenFgaApi>[1]>;

/** What it gives to axios. */
interface SdkRequest {
  url?: string;
  method?: string;
  /** JSON. */
  data?: string;
}

const REFUSALS = [400, 404, 409, 422];

/**
 * Carries one call of `@openfga/sdk` over an `EngineConnection`, so that the bounds of all remote
 * engines hold for it. The SDK wraps what goes wrong into errors that lose it: `fault` keeps it.
 */
export class SdkTransport {
  fault?: Error;
  readonly axios: SdkAxios;

  constructor(
    private readonly connection: EngineConnection,
    private readonly repeatable: boolean,
  ) {
    this.axios = ((request: SdkRequest) =>
      this.send(request).catch(error => {
        this.fault = error;
        throw error;
      })) as unknown as SdkAxios;
  }

  private async send(request: SdkRequest): Promise<object> {
    const { pathname, search } = new URL(request.url!);
    const { status, body, headers } = await this.connection.call<
      { code?: unknown; message?: unknown } | undefined
    >({
      method: (request.method ?? 'GET') as 'GET' | 'POST' | 'DELETE',
      path: pathname + search,
      ...(request.data !== undefined && {
        body: request.data,
        contentType: 'application/json',
      }),
      repeatable: this.repeatable,
      accept: REFUSALS,
    });
    if (status > 299) {
      throw new FgaRefusal(
        status,
        String(body?.code ?? ''),
        String(body?.message ?? body ?? ''),
      );
    }
    return {
      status,
      data: body ?? {},
      headers: Object.fromEntries(
        Object.entries(headers).map(([name, value]) => [name, String(value)]),
      ),
    };
  }
}

/** Says that an answer has not the form it must have. */
export function strange(engine: string, what: string): EngineFaultError {
  return new EngineFaultError(
    engine,
    `answered ${what} in a form that is not OpenFGA's; see whether 'url' is right`,
    { countsAsBroken: true },
  );
}
