import express from 'express';

/** The routes of a router and of those below it, as `method /path/{parameter}`. */
export function routesOf(router: express.Router): string[] {
  return router.stack.flatMap(layer => {
    if (!layer.route) {
      const nested = layer.handle as unknown as Partial<express.Router>;
      return nested.stack ? routesOf(nested as express.Router) : [];
    }
    const { path, methods } = layer.route as unknown as {
      path: string;
      methods: Record<string, boolean>;
    };
    return Object.keys(methods).map(
      method => `${method} ${path.replace(/:(\w+)/g, '{$1}')}`,
    );
  });
}
