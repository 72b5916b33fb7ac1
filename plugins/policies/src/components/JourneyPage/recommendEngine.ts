import { EngineStatus } from '@internal/plugin-policies-common';

/**
 * The engine that fits a template best among those that serve: relationships are what OpenFGA is made
 * for; else an embedded engine with a typed schema is the least to run and finds most mistakes.
 *
 * @returns undefined where no engine serves
 */
export function recommendEngine(
  engines: EngineStatus[],
  template: string,
): { name: string; why: string } | undefined {
  const up = (driver: string) =>
    engines.find(engine => engine.driver === driver && engine.state === 'up');
  const relations =
    template === 'relationship-based' ? up('openfga') : undefined;
  if (relations) {
    return {
      name: relations.name,
      why: 'The template is about relationships, which it stores and searches.',
    };
  }
  const cedar = up('cedar');
  if (cedar) {
    return {
      name: cedar.name,
      why: 'It checks every policy against a schema and needs no server.',
    };
  }
  const other = engines.find(({ state }) => state === 'up');
  return other && { name: other.name, why: 'It is the one that serves now.' };
}
