/** The name of a user's session, as the console has it and a trust policy may require it; STS wants two characters at least. */
export function sessionName(user: string): string {
  return user.length < 2 ? `${user}-session` : user;
}
