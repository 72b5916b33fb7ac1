import * as cedar from '@cedar-policy/cedar-wasm/nodejs';
import { runWorker } from '@internal/plugin-policies-node/worker';
import { answerAnalyzer } from './analysis/answerAnalyzer';
import { compileCedar } from './compile/compileCedar';
import { isFatal, ServedSet } from './worker/ServedSet';

runWorker({
  version: cedar.getCedarVersion(),
  compile: compileCedar,
  load: artifact => new ServedSet(artifact),
  ask: answerAnalyzer,
  isFatal,
});
