import { ProxyTracerProvider, trace } from '@opentelemetry/api';

/** Whether spans go anywhere: without a tracer that `instrumentation.js` set up, making them is for nothing. */
export function isTracingOn(): boolean {
  const provider = trace.getTracerProvider();
  return provider instanceof ProxyTracerProvider
    ? provider.getDelegateTracer('policies') !== undefined
    : true;
}
