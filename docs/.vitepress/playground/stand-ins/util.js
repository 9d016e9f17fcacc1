/** What is asked of `node:util`: where a module lies. */
export const getCallSites = () => [{ scriptName: '/playground.js' }];
export default { getCallSites };
