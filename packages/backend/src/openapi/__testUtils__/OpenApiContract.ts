import Ajv2020 from 'ajv/dist/2020';
import addFormats from 'ajv-formats';

type Node = Record<string, any>;

/** Compares what a server takes and answers with an OpenAPI 3.1 document. */
export class OpenApiContract {
  private readonly ajv = addFormats(
    new Ajv2020({ strict: false, allErrors: true }),
  );
  private readonly closed: Node;
  private readonly seen = new Set<string>();

  constructor(private readonly document: Node) {
    this.closed = close(document);
  }

  /** What is wrong with the body of a request, by the description. */
  requestProblems(operation: string, body: unknown): string[] {
    const described = this.operation(operation, this.document);
    const { content } = resolve(this.document, described.requestBody ?? {});
    if (!content) {
      return body === undefined ? [] : ['no body is described'];
    }
    return this.problems(
      this.document,
      content['application/json'].schema,
      body,
    );
  }

  /** What is wrong with an answer, by the description; fields that are not described are wrong too. */
  responseProblems(
    operation: string,
    answer: { status: number; type: string; text: string },
  ): string[] {
    this.seen.add(operation);
    const { responses } = this.operation(operation, this.closed);
    const { content } = resolve(
      this.closed,
      responses[answer.status] ?? (answer.status >= 400 && responses.default),
    );
    if (!content) {
      return answer.text ? ['no content is described'] : [];
    }
    const media = content[answer.type];
    if (!media) {
      return [`content type '${answer.type}' is not described`];
    }
    if (!media.schema) {
      return [];
    }
    const values =
      answer.type === 'application/x-ndjson'
        ? answer.text.trim().split('\n')
        : [answer.text];
    return values.flatMap(value =>
      this.problems(this.closed, media.schema, JSON.parse(value)),
    );
  }

  /** Described operations of which no answer was compared. */
  neverSeen(): string[] {
    return Object.entries<Node>(this.document.paths)
      .flatMap(([path, item]) =>
        Object.keys(item)
          .filter(method => ['get', 'post', 'patch', 'delete'].includes(method))
          .map(method => `${method} ${path}`),
      )
      .filter(operation => !this.seen.has(operation));
  }

  private operation(operation: string, document: Node): Node {
    const [method, path] = operation.split(' ');
    const described = document.paths[path]?.[method];
    if (!described) {
      throw new Error(`'${operation}' is not described`);
    }
    return described;
  }

  private problems(document: Node, schema: Node, value: unknown): string[] {
    const validate = this.ajv.compile({
      ...schema,
      components: document.components,
    });
    validate(value);
    return (validate.errors ?? []).map(
      ({ instancePath, message, params }) =>
        `${instancePath} ${message} ${JSON.stringify(params)}`,
    );
  }
}

function resolve(document: Node, node: Node): Node {
  return node.$ref
    ? node.$ref
        .split('/')
        .slice(1)
        .reduce((at: Node, key: string) => at[key], document)
    : node;
}

/*
 * The description lets answers grow, so fields it does not name are fine by it. For the comparison
 * every object takes the named fields only. Objects joined by `allOf` are closed where they are
 * joined; the parts stay open, in copies, as each knows only its own fields.
 */
function close(document: Node): Node {
  const closed = visit(structuredClone(document));
  closed.components.open = structuredClone(document.components.schemas);
  return closed;
}

function visit(node: any): any {
  if (Array.isArray(node)) {
    return node.map(visit);
  }
  if (typeof node !== 'object' || node === null) {
    return node;
  }
  const copy: Node = {};
  for (const [key, value] of Object.entries<any>(node)) {
    copy[key] = key === 'allOf' ? value.map(openPart) : visit(value);
  }
  if (Array.isArray(node.allOf)) {
    copy.unevaluatedProperties = false;
  } else if (
    node.type === 'object' &&
    node.properties &&
    node.additionalProperties === undefined
  ) {
    copy.additionalProperties = false;
  }
  return copy;
}

function openPart(part: Node): Node {
  return part.$ref
    ? { $ref: part.$ref.replace('/schemas/', '/open/') }
    : visit(part);
}
