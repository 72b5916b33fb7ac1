import { EvaluationRequest } from '@internal/plugin-policies-common';

/** Types of AuthZEN requests as the decision point calls them: `spec.types`. */
export class TypeNames {
  private readonly names: Map<string, string>;

  constructor(types: Record<string, string>) {
    this.names = new Map(Object.entries(types));
  }

  of(type: string): string {
    return this.names.get(type) ?? type;
  }

  /** The request in the words of the decision point. */
  translate({
    subject,
    action,
    resource,
    context,
  }: EvaluationRequest): EvaluationRequest {
    return {
      subject: { ...subject, type: this.of(subject.type) },
      action,
      resource: { ...resource, type: this.of(resource.type) },
      ...(context && { context }),
    };
  }
}
