import { runWorker } from '@internal/plugin-policies-node/worker';
import { version } from 'casbin/package.json';
import { compileCasbin } from '../compile/compileCasbin';
import { ServedSet } from './ServedSet';

runWorker({
  version,
  compile: compileCasbin,
  load: artifact => ServedSet.load(artifact),
  isFatal: () => false,
});
