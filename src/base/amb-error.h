/* SPDX-FileCopyrightText: 2026 The Ambrotype authors
 * SPDX-License-Identifier: GPL-3.0-or-later */
/* The errors of every part, one domain, and the sentences that people read. */
#pragma once

#include <gio/gio.h>

G_BEGIN_DECLS

#define AMB_ERROR (amb_error_quark ())

/* The numbers travel in worker messages: append only. */
typedef enum
{
  AMB_ERROR_FAILED = 0,   /* anything else; the detail says what */
  AMB_ERROR_NOT_FOUND,    /* the file is not there (any more), or the link dangles */
  AMB_ERROR_PERMISSION,   /* the file may not be read */
  AMB_ERROR_NOT_REGULAR,  /* a folder, FIFO, socket or device */
  AMB_ERROR_EMPTY,        /* zero bytes */
  AMB_ERROR_READ,         /* I/O error while reading */
  AMB_ERROR_UNKNOWN_TYPE, /* no image format that this build reads */
  AMB_ERROR_DAMAGED,      /* the format is known, the content is not valid */
  AMB_ERROR_TRUNCATED,    /* image data is missing */
  AMB_ERROR_ZERO_SIZED,   /* a width or height of 0 */
  AMB_ERROR_TOO_LARGE,    /* over the limits of design section 7 */
  AMB_ERROR_UNSUPPORTED,  /* valid, but uses a feature that this build cannot decode */
  AMB_ERROR_MEMORY,       /* the worker's memory limit, or the machine's */
  AMB_ERROR_TIMEOUT,      /* the worker's time limit or heartbeat */
  AMB_ERROR_CRASHED,      /* set aside: it crashed its workers */
  AMB_ERROR_START,        /* workers cannot be started */
  AMB_ERROR_SANDBOX,      /* the sandbox could not be closed */
  AMB_ERROR_PROTOCOL,     /* a worker sent something it must not */
  AMB_ERROR_WRITE,        /* the output could not be written */
  AMB_ERROR_NO_SPACE,     /* the target file system is full */
  AMB_ERROR_EXISTS,       /* the target exists and may not be replaced */
  AMB_ERROR_CANCELLED,
  AMB_ERROR_RECIPE,       /* a recipe or parameter that cannot be read */
  AMB_ERROR_SETTINGS,     /* an export setting that cannot be used */
  AMB_ERROR_LUT,          /* a LUT of the photo's edits cannot be used; the detail names it */
  AMB_ERROR_OVER_LIMIT,   /* no output of it is as small as asked for */
  AMB_ERROR_INSTALLATION, /* a part of the program is missing or damaged */
  AMB_N_ERRORS
} AmbError;

GQuark amb_error_quark (void);

/* A whole translated sentence for people that names the file and the cause, such as
 * “cat.jpg” is damaged: Bogus Huffman table definition.
 * display_name: UTF-8, shown as text (never as markup); detail: nullable, untranslated, technical.
 * Transfer full. Any thread. An unknown code reads as AMB_ERROR_FAILED. */
char *amb_error_sentence (AmbError code, const char *display_name, const char *detail);

/* Sets error to AMB_ERROR/code with the sentence above as its message. */
void amb_error_set (GError **error, AmbError code, const char *display_name, const char *detail);

/* The same for AMB_ERROR_CRASHED: what died of the file how many times, and (detail) how. */
void amb_error_set_crashed (GError **error,
                            const char *display_name,
                            gboolean while_opening,
                            const char *detail,
                            guint times);

/* From errno of a file operation (ENOENT, EACCES, ENOSPC, ...). */
AmbError amb_error_from_errno (int errsv, gboolean writing);

/* The same, with the sentence about display_name. */
void amb_error_set_errno (GError **error, int errsv, gboolean writing, const char *display_name);

/* TRUE when the machine and not the file is at fault (space, memory, workers cannot start):
 * exit 75. */
gboolean amb_error_is_machine (const GError *error);

G_END_DECLS
