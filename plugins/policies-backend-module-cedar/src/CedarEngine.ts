import { LoggerService } from '@backstage/backend-plugin-api';
import { WorkerEngine } from '@internal/plugin-policies-node';
import { CedarOptions } from './CedarOptions';
import { CedarArtifact } from './compile/artifact';
import { defaultPolicyFile } from './compile/defaultPolicyFile';
import { describeFile } from './compile/describeFile';
import { isPolicyFile } from './compile/invariantFiles';

/** Cedar embedded by WebAssembly, always in worker threads. */
export class CedarEngine extends WorkerEngine<CedarArtifact> {
  constructor(options: CedarOptions & { logger: LoggerService }) {
    super(
      {
        name: 'Cedar',
        source: 'cedar',
        workerPath: require.resolve(
          '@internal/plugin-policies-backend-module-cedar/worker',
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
