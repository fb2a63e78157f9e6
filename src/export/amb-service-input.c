/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A buffer, and how much of it was given out. */
#include "amb-service-input.h"

#include <string.h>

struct _AmbServiceInput
{
  GString *held;
  gsize given;       /* bytes of held that are done with */
  gsize searched;    /* bytes of held, from the start, without an end of line after given */
  gboolean dropping; /* the rest of a line that is too long */
  gboolean ended;
};

AmbServiceInput *
amb_service_input_new (void)
{
  AmbServiceInput *self = g_new0 (AmbServiceInput, 1);
  self->held = g_string_new (NULL);
  return self;
}

void
amb_service_input_free (AmbServiceInput *self)
{
  if (self == NULL)
    return;
  g_string_free (self->held, TRUE);
  g_free (self);
}

void
amb_service_input_push (AmbServiceInput *self, const char *bytes, gsize length)
{
  g_string_erase (self->held, 0, (gssize) self->given);
  self->searched -= self->given;
  self->given = 0;
  g_string_append_len (self->held, bytes, (gssize) length);
}

void
amb_service_input_end (AmbServiceInput *self)
{
  self->ended = TRUE;
}

/* The rest of what is held, without an end of line. */
static AmbServiceInputResult
look_at_rest (AmbServiceInput *self, const char **line, gsize *length)
{
  gsize rest = self->held->len - self->given;
  gboolean too_long = !self->dropping && rest > AMB_SERVICE_MAX_LINE;
  if (!too_long && !self->dropping && !self->ended)
    return AMB_SERVICE_INPUT_NONE;
  gboolean is_line = !too_long && !self->dropping && rest > 0;
  *line = self->held->str + self->given;
  *length = rest;
  self->given = self->searched = self->held->len;
  self->dropping = (self->dropping || too_long) && !self->ended;
  return too_long  ? AMB_SERVICE_INPUT_TOO_LONG
         : is_line ? AMB_SERVICE_INPUT_LINE
                   : AMB_SERVICE_INPUT_NONE;
}

/* The next whole line, its end left out; FALSE without one. */
static gboolean
take_line (AmbServiceInput *self, const char **line, gsize *length)
{
  const char *from = self->held->str + self->searched;
  const char *end = memchr (from, '\n', self->held->len - self->searched);
  self->searched = self->held->len;
  if (end == NULL)
    return FALSE;
  *line = self->held->str + self->given;
  *length = (gsize) (end - *line);
  self->given = self->searched = (gsize) (end + 1 - self->held->str);
  if (*length > 0 && (*line)[*length - 1] == '\r')
    (*length)--;
  return TRUE;
}

AmbServiceInputResult
amb_service_input_next (AmbServiceInput *self, const char **line, gsize *length)
{
  while (take_line (self, line, length))
    {
      if (self->dropping)
        self->dropping = FALSE;
      else if (*length > AMB_SERVICE_MAX_LINE)
        return AMB_SERVICE_INPUT_TOO_LONG;
      else if (*length > 0)
        return AMB_SERVICE_INPUT_LINE;
    }
  return look_at_rest (self, line, length);
}
