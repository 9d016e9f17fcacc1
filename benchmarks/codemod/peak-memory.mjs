// Loaded before a program (`node --import`): writes the program's peak of resident memory, in kilobytes, to the file that is named in
// the environment.
import { writeFileSync } from 'node:fs';

process.on('exit', () => writeFileSync(process.env.PEAK_MEMORY_FILE, String(process.resourceUsage().maxRSS)));
