import {
  EngineConnection,
  EngineFaultError,
} from '@internal/plugin-policies-node';
import { FgaRefusal } from './FgaRefusal';
import { FgaServer } from './FgaServer';

/* A store nobody has: a server that is new enough refuses it, an older one does not know the call. */
const NO_STORE = '00000000000000000000000000';

/**
 * OpenFGA tells its version to nobody; what counts is that it knows the calls the driver makes.
 *
 * @throws EngineFaultError with the fix while it cannot serve
 */
export async function checkFgaHealth(options: {
  engine: string;
  connection: EngineConnection;
  server: FgaServer;
}): Promise<void> {
  const { engine, connection, server } = options;
  const { body } = await connection.call<{ status?: string }>({
    method: 'GET',
    path: '/healthz',
    repeatable: true,
  });
  if (body?.status !== 'SERVING') {
    throw new EngineFaultError(
      engine,
      "says that it does not serve; see the log of its server, or whether 'url' is right",
    );
  }
  try {
    await server.batchCheck({ storeId: NO_STORE, modelId: NO_STORE }, [
      {
        tuple_key: { user: 'user:a', relation: 'a', object: 'a:a' },
        correlation_id: '0',
      },
    ]);
  } catch (error) {
    if (
      error instanceof FgaRefusal &&
      (error.isNotThere || error.code === 'validation_error')
    ) {
      return;
    }
    if (error instanceof FgaRefusal) {
      throw new EngineFaultError(
        engine,
        `does not know batch checks (${
          error.code || error.status
        }); the portal needs OpenFGA 1.8 or newer: update its server`,
      );
    }
    throw error;
  }
}
