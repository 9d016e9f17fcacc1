import { hasMethods } from '../shape.ts';

interface OpenRequest {
  destroy(reason: Error): unknown;
}

/**
 * The requests of this process that are under way to certain paths. The library for polling lets go of its requests without
 * ending them, or ends them with an exception that nobody catches, and nothing else leads to them.
 */
export function requestsWhere(isMeant: (path: string) => boolean): OpenRequest[] {
  const handles: unknown = hasMethods(process, '_getActiveHandles') ? process._getActiveHandles() : [];
  return (Array.isArray(handles) ? (handles as readonly unknown[]) : []).flatMap((handle) => {
    const request: unknown = typeof handle === 'object' && handle !== null ? Reflect.get(handle, '_httpMessage') : undefined;
    if (typeof request !== 'object' || request === null || !hasMethods(request, 'destroy', 'getHeader')) return [];
    const path: unknown = Reflect.get(request, 'path');
    return typeof path === 'string' && isMeant(path) ? [request] : [];
  });
}
