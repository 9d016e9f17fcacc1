/** Whether bytes are text is asked of files alone, and there are none. */
export const isUtf8 = () => true;
