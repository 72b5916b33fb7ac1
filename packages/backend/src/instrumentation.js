/*
 * Gives metrics to Prometheus and traces to a collector; loaded with `--require` before anything else, or not at
 * all. Metrics are at 127.0.0.1:9464/metrics, or where OTEL_EXPORTER_PROMETHEUS_HOST and _PORT say: they tell
 * names of sets and callers' numbers to whoever reaches them. Traces go to OTEL_EXPORTER_OTLP_ENDPOINT, and
 * nowhere without it.
 */
const { isMainThread } = require('worker_threads');

// Workers of engines load what the main thread did, and have nothing to tell.
if (isMainThread) {
  const {
    OTEL_EXPORTER_OTLP_ENDPOINT: collector,
    OTEL_EXPORTER_PROMETHEUS_HOST: host = '127.0.0.1',
    OTEL_EXPORTER_PROMETHEUS_PORT: port = '9464',
  } = process.env;
  process.env.OTEL_SERVICE_NAME ??= 'policy-portal';
  process.env.OTEL_TRACES_EXPORTER ??= collector ? 'otlp' : 'none';
  process.env.OTEL_LOGS_EXPORTER ??= 'none';
  const { PrometheusExporter } = require('@opentelemetry/exporter-prometheus');
  const {
    HttpInstrumentation,
  } = require('@opentelemetry/instrumentation-http');
  const { NodeSDK } = require('@opentelemetry/sdk-node');
  const sdk = new NodeSDK({
    metricReaders: [new PrometheusExporter({ host, port: Number(port) })],
    instrumentations: collector ? [new HttpInstrumentation()] : [],
  });
  sdk.start();
}
