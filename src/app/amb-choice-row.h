/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* A combo row that stores one word of a short list in a string key of the settings. */
#pragma once

#include <adwaita.h>

G_BEGIN_DECLS

typedef struct
{
  const char *word;  /* what is stored */
  const char *title; /* what is shown, translated */
} AmbChoice;

/* Fills row with choices (copied) and binds its selection to key both ways. A stored word that is
 * not among them shows as the first. */
void amb_choice_row_bind (AdwComboRow *row,
                          GSettings *settings,
                          const char *key,
                          const AmbChoice *choices,
                          guint n_choices);

G_END_DECLS
