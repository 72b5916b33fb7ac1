import { LoggerService } from '@backstage/backend-plugin-api';
import { WorkerEngine, WorkerOptions } from '@internal/plugin-policies-node';
import { CasbinArtifact } from './compile/artifact';
import { describeFile } from './compile/describeFile';
import { defaultPolicyFile, isPolicyFile } from './compile/files';

/** Casbin, always in worker threads, one enforcer for each revision. */
export class CasbinEngine extends WorkerEngine<CasbinArtifact> {
  constructor(options: WorkerOptions & { logger: LoggerService }) {
    super(
      {
        name: 'Casbin',
        source: 'casbin',
        workerPath: require.resolve(
          '@internal/plugin-policies-backend-module-casbin/worker',
        ),
        capabilities: ['explain', 'vocabulary', 'search'],
        defaultPolicyFile,
        isPolicyFile,
        describeFile,
      },
      options,
    );
  }
}
