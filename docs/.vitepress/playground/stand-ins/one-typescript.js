/** A bundle has one TypeScript: nothing to see to before the parser loads, and nothing to undo. */
export const leaveTypescript = () => undefined;
