/** One sentence that says how to get a nats-server of at least `version` on this platform. */
export function remedyFor(version: string, platform: string = process.platform): string {
  const point = "or set ACKADEMY_NATS_SERVER to the path of one";
  switch (platform) {
    case "darwin":
      return `Run \`brew install nats-server\` (${version} or newer), ${point}.`;
    case "linux":
      return (
        `Install nats-server ${version} or newer (Debian forky or sid: \`apt-get install nats-server\`; elsewhere ` +
        `unpack the project's release archive after checking it against its SHA256SUMS) and put it on the PATH, ${point}.`
      );
    default:
      return (
        `Unpack the nats-server project's release archive (${version} or newer) after checking it against its ` +
        `SHA256SUMS and put it on the PATH, ${point}.`
      );
  }
}
