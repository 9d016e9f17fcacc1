/** For modules that are named by what runs in the playground, and never called there. */
export default {};
